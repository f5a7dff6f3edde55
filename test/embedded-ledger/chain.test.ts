import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { Chain } from "../../src/embedded-ledger/chain.ts";
import { findEngine } from "../../src/embedded-ledger/embedded-ledger.ts";
import type { Engine } from "../../src/embedded-ledger/engine.ts";
import { hardhat } from "../../src/embedded-ledger/hardhat.ts";
import { HeadFile } from "../../src/embedded-ledger/head-file.ts";
import { History } from "../../src/embedded-ledger/history.ts";
import { Journal } from "../../src/embedded-ledger/journal.ts";
import { Refusal } from "../../src/embedded-ledger/refusal.ts";
import { Rpc } from "../../src/rpc/rpc.ts";
import { SocketPost } from "../../src/rpc/socket-post.ts";
import { account, chainId, signed, toBytes } from "./transactions.ts";

/** As long as no test lasts: none of these is about snapshots. */
const snapshotAfterMs = 3_600_000;

describe("chain of the embedded ledger", function () {
  this.timeout(60_000);

  const real = findEngine();
  let folder: string;
  let journal: Journal;
  let headFile: HeadFile;
  let history: History;
  let chain: Chain | undefined;
  let said: string[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "ytterby-chain-"));
    said = [];
    headFile = new HeadFile(join(folder, "head"));
    history = History.open(join(folder, "history.sqlite"));
    const { name, version, flags } = real;
    const pins = { engine: name, engineVersion: version, hardfork: "cancun", chainId, blockGasLimit: "1000000", flags };
    journal = await Journal.open(join(folder, "journal"), pins, 0);
  });

  afterEach(async () => {
    await chain?.close();
    chain = undefined;
    await journal.close();
    headFile.close();
    history.close();
    rmSync(folder, { recursive: true });
  });

  async function open(engine: Engine = real, idleLookMs?: number): Promise<Chain> {
    const onProgress = (line: string) => said.push(line);
    chain = await Chain.open({
      engine,
      journal,
      headFile,
      history,
      folder,
      blockPeriodMs: 5,
      snapshotAfterMs,
      onProgress,
      ...(idleLookMs && { idleLookMs }),
    });
    return chain;
  }

  const send = (nonce: number, fields = {}) => chain?.submit(toBytes(signed(account(0), nonce, fields)));

  async function untilStopped(opened: Chain): Promise<Refusal> {
    for (;;) {
      try {
        await opened.read(async () => undefined);
      } catch (error) {
        if (error instanceof Refusal && error.message.startsWith("the ledger has stopped: ")) return error;
      }
      await delay(1);
    }
  }

  it("stops with an alarm where the engine makes another block than it should", async function () {
    if (real.name !== "anvil") return this.skip();
    const opened = await open({ ...real, beforeBlock: [{ method: "anvil_dropAllTransactions", params: [] }] });
    await send(0);
    const refusal = await untilStopped(opened);
    expect(refusal.code).to.equal(-32002);
    expect(refusal.message).to.contain("The engine made another block 1 than the journal has (transactions).");
    expect(said.at(-1)).to.contain("ALARM");
    const later = await send(1)?.catch((error: Error) => error);
    expect(later).to.be.instanceOf(Refusal).with.property("message", refusal.message);
    // The journal has the block: an engine that does as it is told makes it on the next start.
    expect(journal.height).to.equal(1);
    await opened.close();
    expect(await (await open()).read(async (node) => node.number)).to.equal(1);
  });

  it("stops with an alarm where the engine will not make a block that is written down", async () => {
    const opened = await open({
      ...real,
      beforeBlock: [{ method: "evm_mine", params: [journal.lastTimestamp + 3_600] }],
    });
    await send(0);
    expect((await untilStopped(opened)).message).to.match(/timestamp/i);
    expect(said.join()).to.contain("is started again");
    expect(journal.height).to.equal(1);
  });

  it("stops with an alarm where a block cannot be written down, and does not make it", async () => {
    const opened = await open();
    const heard: number[] = [];
    opened.onBlock((number) => heard.push(number));
    await journal.close();
    await send(0);
    expect((await untilStopped(opened)).message).to.contain("closed");
    expect(heard).to.deep.equal([]);
  });

  /** Alters the state as somebody with the service's rights could. */
  async function alter(): Promise<void> {
    const post = new SocketPost(join(folder, "engine", "rpc"));
    await new Rpc(post).call("hardhat_setBalance", [account(5).address, "0x1"]);
    post.close();
  }

  for (const engine of real.name === "hardhat" ? [real] : [real, hardhat()]) {
    it(`makes no block known that was made on an altered state, and names the way back, on ${engine.name}`, async () => {
      const opened = await open(engine);
      const heard: number[] = [];
      opened.onBlock((number) => heard.push(number));
      await send(0);
      await untilMade(1);
      await send(1);
      await untilMade(2);
      await alter();
      await send(2);
      const { message } = await untilStopped(opened);
      expect(message).to.contain("The engine's state after block 2 is not the one that the block commits to");
      expect(message).to.contain("ytterby ledger back --to last-good");
      expect(opened.stopped).to.equal(message.slice("the ledger has stopped: ".length));
      expect([heard, headFile.read()?.number]).to.deep.equal([[1, 2], 2]);
      expect(said.at(-1)).to.contain("ALARM");
      await opened.close();
      // The journal has what was stated, and nothing of what was altered: the next engine makes the block as it should be.
      const again = await open(engine);
      expect(await again.read((node) => node.nonceOf(account(0).address))).to.equal(3n);
      expect(again.stopped).to.equal(undefined);
    });
  }

  it("stops with an alarm where the state is altered while no blocks are made", async () => {
    const opened = await open(real, 5);
    await send(0);
    await untilMade(1);
    await alter();
    expect((await untilStopped(opened)).message).to.contain("The engine's state after block 1");
  });

  it("looks at the state while no blocks are made, and goes on where it is right", async () => {
    const opened = await open(real, 1);
    await send(0);
    await untilMade(1);
    let asked = 0;
    await opened.read(async (node) => {
      const real = node.requireUnaltered.bind(node);
      node.requireUnaltered = async () => {
        await real();
        asked += 1;
      };
    });
    while (asked < 3) await delay(1);
    await send(1);
    await untilMade(2);
  });

  it("stops with an alarm where a dead engine's blocks cannot be made again", async () => {
    const opened = await open();
    await send(0);
    await untilMade(1);
    headFile.write({ number: 1, hash: `0x${"1".repeat(64)}` });
    process.kill(Number(readFileSync(join(folder, "engine.pid"), "utf8")), "SIGKILL");
    expect((await untilStopped(opened)).message).to.contain("Block 1 of the ledger had hash 0x11111111");
  });

  it("goes on where the engine dies again before it has made the blocks again", async () => {
    let starts = 0;
    const command: Engine["command"] = (header, paths) => {
      // The second and the third engine end at once.
      const isIll = ++starts === 2 || starts === 3;
      return isIll ? [process.execPath, "--eval", "process.exit(1)", paths.folder] : real.command(header, paths);
    };
    await open({ ...real, command });
    await send(0);
    await untilMade(1);
    process.kill(Number(readFileSync(join(folder, "engine.pid"), "utf8")), "SIGKILL");
    for (;;) {
      const sent = await send(1)?.catch((error: Error) => error);
      if (typeof sent === "string") break;
      expect(sent?.message).to.match(/is being restarted|cannot be reached/);
      await delay(5);
    }
    await untilMade(2);
    expect(starts).to.equal(4);
  });

  it("forgets its pool where the engine refuses a transaction, and goes on", async () => {
    // An engine that takes less than the chain believes it does.
    const engine: Engine = {
      ...real,
      command: ({ pins, ...header }, paths) =>
        real.command({ ...header, pins: { ...pins, blockGasLimit: "500000" } }, paths),
    };
    const opened = await open(engine);
    const hash = await send(0, { gasLimit: 600_000 });
    while (opened.findPending(hash ?? "") !== undefined) await delay(1);
    expect(journal.height).to.equal(0);
    for (;;) {
      const sent = await send(0)?.catch(() => undefined);
      if (sent !== undefined) break;
      await delay(5);
    }
    await untilMade(1);
    expect(said.join()).to.contain("is started again");
  });

  async function untilMade(number: number): Promise<void> {
    while (headFile.read()?.number !== number) await delay(1);
  }
});
