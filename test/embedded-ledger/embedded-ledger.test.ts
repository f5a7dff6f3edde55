import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, type NetConnectOpts } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { expect } from "chai";
import { JsonRpcProvider, keccak256, type Wallet } from "ethers";
import { anvil } from "../../src/embedded-ledger/anvil.ts";
import {
  type EmbeddedLedger,
  type EmbeddedLedgerOptions,
  startEmbeddedLedger,
} from "../../src/embedded-ledger/embedded-ledger.ts";
import type { Engine } from "../../src/embedded-ledger/engine.ts";
import { DivergenceError } from "../../src/embedded-ledger/engine-node.ts";
import { hardhat } from "../../src/embedded-ledger/hardhat.ts";
import { JournalError } from "../../src/embedded-ledger/journal.ts";
import { Rpc, RpcError } from "../../src/rpc/rpc.ts";
import { portsOf } from "./listening.ts";
import { account, chainId, signed } from "./transactions.ts";

/** Number of a user who owns nothing. */
const nobody = 65_534;

const foundry = anvil();
const engines: Engine[] = foundry === undefined ? [hardhat()] : [foundry, hardhat()];
for (const engine of engines) {
  describe(`embedded ledger on ${engine.name}`, function () {
    this.timeout(60_000);

    let folder: string;
    let ledger: EmbeddedLedger | undefined;
    let rpc: Rpc;
    const said: string[] = [];

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "ytterby-ledger-"));
    });

    afterEach(async () => {
      await stop();
      rmSync(folder, { recursive: true });
    });

    async function start(options: Partial<EmbeddedLedgerOptions> = {}): Promise<EmbeddedLedger> {
      const onProgress = (line: string) => said.push(line);
      said.length = 0;
      const started = await startEmbeddedLedger({ folder, chainId, blockPeriodMs: 5, onProgress, ...options }, engine);
      ledger = started;
      rpc = new Rpc(started.rpcUrl);
      return started;
    }

    async function stop(): Promise<void> {
      rpc?.close();
      await ledger?.close();
      ledger = undefined;
    }

    const send = (raw: string) => rpc.call("eth_sendRawTransaction", [raw]);

    async function receiptOf(hash: unknown): Promise<{ status: string; blockHash: string; blockNumber: string }> {
      for (;;) {
        const receipt = await rpc.call("eth_getTransactionReceipt", [hash]).catch(ifRestarting);
        if (receipt !== null) return receipt as Awaited<ReturnType<typeof receiptOf>>;
        await delay(5);
      }
    }

    async function failureOf(work: Promise<unknown>): Promise<Error> {
      return work.then(
        () => expect.fail("There is no failure"),
        (reason: Error) => reason,
      );
    }

    /** @param user Whose rights count, if not this process's. @returns how it went. */
    function connectionTo(options: NetConnectOpts, user?: number): Promise<string> {
      if (user !== undefined) process.seteuid?.(user);
      const socket = connect(options);
      if (user !== undefined) process.seteuid?.(0);
      return new Promise((resolve) => {
        socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
        socket.once("connect", () => {
          socket.destroy();
          resolve("connected");
        });
      });
    }

    const enginePid = () => Number(readFileSync(join(folder, "engine.pid"), "utf8"));

    it("is a node to any client", async () => {
      const { rpcUrl } = await start();
      const provider = new JsonRpcProvider(rpcUrl, undefined, { pollingInterval: 5, cacheTimeout: -1 });
      try {
        expect((await provider.getNetwork()).chainId).to.equal(BigInt(chainId));
        const wallet = account(0).connect(provider);
        // Init code that leaves one byte, 0x2a, as the contract's code.
        const creation = await wallet.sendTransaction({ data: "0x602a60005360016000f3" });
        const { contractAddress, status, gasPrice } = (await creation.wait()) ?? expect.fail("There is no receipt");
        expect([status, gasPrice]).to.deep.equal([1, 0n]);
        expect(await provider.getCode(contractAddress ?? "")).to.equal("0x2a");
        const second = await wallet.sendTransaction({ to: wallet.address });
        expect((await second.wait())?.blockNumber).to.equal(2);
      } finally {
        provider.destroy();
      }
    });

    it("has every block again after a restart, with its hash", async () => {
      const gasLimit = 1_000_000n;
      await start({ gasLimit });
      // Loops until its gas is gone: three of them fill most of a block, after which an ordinary chain asks for a fee.
      const loop = { to: null, gasLimit: 300_000, data: "0x5b600056" };
      const hashes: unknown[] = [];
      for (let nonce = 0; nonce < 6; nonce++) {
        for (let n = 0; n < 3; n++) hashes.push(await send(signed(account(n), nonce, loop)));
        await receiptOf(hashes.at(-1));
      }
      const before = await Promise.all(hashes.map(receiptOf));
      await stop();
      expect(readdirSync(folder).sort()).to.deep.equal(["head", "history.sqlite", "journal"]);

      await start({ gasLimit });
      expect(await Promise.all(hashes.map(receiptOf))).to.deep.equal(before);
      expect((await receiptOf(await send(signed(account(0), 6)))).status).to.equal("0x1");
    });

    it("goes on by itself where its engine is killed", async () => {
      const { onBlock } = await start();
      const blocks: number[] = [];
      onBlock((number) => blocks.push(number));
      const first = await receiptOf(await send(signed(account(0), 0)));
      process.kill(enginePid(), "SIGKILL");
      const refusal = await failureOf(untilFailure());
      expect(refusal).to.be.instanceOf(RpcError).and.include({ code: -32002, retryable: true });
      const hash = await sendPatiently(signed(account(0), 1));
      expect((await receiptOf(hash)).blockNumber).to.equal("0x2");
      expect((await receiptOf(keccak256(signed(account(0), 0)))).blockHash).to.equal(first.blockHash);
      await until(() => blocks.length === 2);
      expect(blocks).to.deep.equal([1, 2]);
      expect(said.join()).to.contain("and is started again");
    });

    it("keeps its engine to itself: no port leads there, and the socket is its owner's", async function () {
      if (process.platform !== "linux") return this.skip();
      await start();
      const pid = enginePid();
      for (const port of portsOf(pid)) {
        for (const host of ["127.0.0.1", "0.0.0.0", "::1", "224.0.0.1"]) {
          expect(await connectionTo({ host, port }), `${host}:${port}`).not.to.equal("connected");
        }
      }
      const socket = join(folder, "engine", "rpc");
      expect(await connectionTo({ path: socket })).to.equal("connected");
      for (const path of [folder, join(folder, "engine")]) expect(statSync(path).mode & 0o777, path).to.equal(0o700);
      if (process.getuid?.() !== 0) return;
      // Anybody could enter but for the engine's own folder.
      chmodSync(folder, 0o755);
      expect(await connectionTo({ path: socket }, nobody)).to.equal("EACCES");
    });

    it("refuses a journal whose blocks get other hashes", async () => {
      await start();
      const { blockHash } = await receiptOf(await send(signed(account(0), 0)));
      await stop();
      const path = join(folder, "head");
      const other = `0x${"1".repeat(64)}`;
      writeFileSync(path, `${crc32(`1 ${other}`)} 1 ${other}\n`);
      const error = await failureOf(start());
      expect(error).to.be.instanceOf(DivergenceError);
      expect(error.message)
        .to.contain(`Block 1 of the ledger had hash ${other}, and made again it has ${blockHash}.`)
        .and.contain('run "ytterby ledger back --to last-good"');
      expect(readdirSync(folder).sort()).to.deep.equal(["head", "history.sqlite", "journal"]);
    });

    async function untilFailure(): Promise<never> {
      for (;;) await rpc.call("eth_blockNumber", []);
    }

    async function sendPatiently(raw: string): Promise<unknown> {
      for (;;) {
        const hash = await send(raw).catch(ifRestarting);
        if (hash !== null) return hash;
        await delay(5);
      }
    }

    if (engine !== engines[0]) return;

    it("is used by one process at a time", async () => {
      await start();
      const error = await failureOf(startEmbeddedLedger({ folder, chainId, blockPeriodMs: 5 }, engine));
      expect(error.message).to.contain(`The ledger in ${folder} is in use by process ${process.pid}.`);
      expect(await rpc.call("eth_blockNumber", [])).to.equal("0x0");
    });

    it("refuses to go on with other settings, and is free again then", async () => {
      await start();
      await stop();
      expect(await failureOf(start({ chainId: chainId + 1 }))).to.be.instanceOf(JournalError);
      expect(await failureOf(start({ gasLimit: 1_000_000n }))).to.be.instanceOf(JournalError);
      await start();
    });

    it("ends its engine and frees its port when it closes, and closes twice", async () => {
      const { rpcUrl } = await start();
      const pid = enginePid();
      await stop();
      expect(isRunning(pid)).to.equal(false);
      const again = await start({ port: Number(new URL(rpcUrl).port) });
      expect(new URL(again.rpcUrl).host).to.equal(new URL(rpcUrl).host);
      await again.close();
      await again.close();
    });

    it("says which port is taken", async () => {
      const { rpcUrl } = await start();
      const port = Number(new URL(rpcUrl).port);
      const other = mkdtempSync(join(tmpdir(), "ytterby-ledger-"));
      const error = await failureOf(startEmbeddedLedger({ folder: other, chainId, blockPeriodMs: 5, port }, engine));
      expect(error.message).to.contain(`EADDRINUSE: address already in use 127.0.0.1:${port}`);
      expect(readdirSync(other).sort()).to.deep.equal(["head", "history.sqlite", "journal"]);
      rmSync(other, { recursive: true });
    });

    it("ends the engine that a killed process left behind", async () => {
      const program = `
        import { startEmbeddedLedger } from ${JSON.stringify(new URL("../../src/embedded-ledger/embedded-ledger.ts", import.meta.url).href)};
        await startEmbeddedLedger({ folder: ${JSON.stringify(folder)}, chainId: ${chainId}, blockPeriodMs: 5 });
        process.kill(process.pid, "SIGKILL");`;
      // Without a shell nobody watches over the engine.
      spawnSync(process.execPath, ["--input-type=module-typescript", "-e", program], { env: { PATH: "" } });
      const orphan = enginePid();
      expect(isRunning(orphan)).to.equal(true);
      await start();
      expect(isRunning(orphan)).to.equal(false);
    });

    it("tells every new block to those who listen, until they stop", async () => {
      const { onBlock } = await start();
      const heard: string[] = [];
      const end = onBlock((number) => heard.push(`a${number}`));
      onBlock((number) => heard.push(`b${number}`));
      await receiptOf(await send(signed(account(0), 0)));
      await until(() => heard.length === 2);
      end();
      await receiptOf(await send(signed(account(0), 1)));
      await until(() => heard.length === 3);
      expect(heard).to.deep.equal(["a1", "b1", "b2"]);
    });

    it("stamps blocks with the time, or a second after the one before", async () => {
      const began = Math.floor(Date.now() / 1000);
      await start();
      let before = began;
      for (let nonce = 0; nonce < 4; nonce++) {
        const { blockNumber } = await receiptOf(await send(signed(account(0), nonce)));
        const block = (await rpc.call("eth_getBlockByNumber", [blockNumber, false])) as { timestamp: string };
        const stamp = Number(block.timestamp);
        expect(stamp).to.be.within(
          before + 1,
          Math.max(before + 1, Math.floor(Date.now() / 1000) + (nonce === 0 ? 1 : 0)),
        );
        before = stamp;
      }
    });

    it("keeps its period between blocks", async () => {
      await start({ blockPeriodMs: 300 });
      const first = await receiptOf(await send(signed(account(0), 0)));
      const hashes = await Promise.all([1, 2, 3].map((nonce) => send(signed(account(0), nonce))));
      const rest = await Promise.all(hashes.map(receiptOf));
      expect(first.blockNumber).to.equal("0x1");
      expect(rest.map(({ blockNumber }) => blockNumber)).to.deep.equal(["0x2", "0x2", "0x2"]);
    });

    it("has all blocks and receipts, and the state of the last 64 blocks", async function () {
      if (engine.name !== "anvil") return this.skip();
      await start({ blockPeriodMs: 1 });
      const wallet = account(0);
      for (let nonce = 0; nonce < 70; nonce++) await receiptOf(await send(signed(wallet, nonce)));
      expect((await receiptOf(keccak256(signed(wallet, 0)))).blockNumber).to.equal("0x1");
      expect(await rpc.call("eth_getBlockByNumber", ["0x1", false])).to.include({ number: "0x1" });
      const countAt = (block: number) =>
        rpc.call("eth_getTransactionCount", [wallet.address, `0x${block.toString(16)}`]);
      expect(await countAt(10)).to.equal("0xa");
      expect(await failureOf(countAt(1))).to.include({ kind: "rpc" });
    });

    it("spreads what does not fit over blocks", async () => {
      await start({ gasLimit: 50_000n });
      const hashes = await Promise.all([0, 1, 2, 3, 4].map((n) => send(signed(account(n), 0))));
      const numbers = (await Promise.all(hashes.map(receiptOf))).map(({ blockNumber }) => Number(blockNumber));
      expect(Math.max(...numbers.map((number) => numbers.filter((other) => other === number).length))).to.be.at.most(2);
    });

    it("includes calls that revert or run out of gas", async () => {
      await start();
      const [wallet] = [account(0)];
      const reverting = signed(wallet, 0, { to: null, gasLimit: 100_000, data: "0x60006000fd" });
      const endless = signed(wallet, 1, { to: null, gasLimit: 100_000, data: "0x5b600056" });
      const scarce = signed(wallet, 2, { to: null, gasLimit: 53_060, data: "0x5b600056" });
      for (const raw of [reverting, endless, scarce]) expect((await receiptOf(await send(raw))).status).to.equal("0x0");
      expect((await receiptOf(await send(signed(wallet, 3)))).status).to.equal("0x1");
    });

    it("includes what has exactly the gas to begin, as the node counts it", async () => {
      await start();
      const accessList = [{ address: account(1).address, storageKeys: [`0x${"00".repeat(32)}`] }];
      const cases = [
        { data: "0x00ff00", gasLimit: 21_000 + 4 + 16 + 4 },
        { type: 1, accessList, gasLimit: 21_000 + 2_400 + 1_900 },
        { to: null, data: "0x", gasLimit: 53_000 },
        { to: null, data: `0x${"00".repeat(33)}`, gasLimit: 53_000 + 33 * 4 + 2 * 2 },
      ];
      for (const [nonce, fields] of cases.entries()) {
        const less = await failureOf(send(signed(account(0), nonce, { ...fields, gasLimit: fields.gasLimit - 1 })));
        expect(less.message).to.contain("intrinsic gas too low");
        await receiptOf(await send(signed(account(0), nonce, fields)));
      }
    });

    describe("a transaction", () => {
      // Long enough for nothing to be included between two steps.
      const blockPeriodMs = 2_000;

      /** Starts a ledger that has just made a block. */
      async function startBusy(): Promise<Wallet> {
        await start({ blockPeriodMs });
        await receiptOf(await send(signed(account(9), 0)));
        return account(0);
      }

      it("waits until those before it have come", async () => {
        await start();
        const wallet = account(0);
        const second = await send(signed(wallet, 1));
        await receiptOf(await send(signed(account(1), 0)));
        expect(await rpc.call("eth_getTransactionReceipt", [second])).to.equal(null);
        await send(signed(wallet, 0));
        expect((await receiptOf(second)).status).to.equal("0x1");
      });

      it("sent again is the same one, pending or included", async () => {
        const wallet = await startBusy();
        const raw = signed(wallet, 0);
        const hash = keccak256(raw);
        expect([await send(raw), await send(raw)]).to.deep.equal([hash, hash]);
        await receiptOf(hash);
        expect(await send(raw)).to.equal(hash);
        const other = await failureOf(send(signed(wallet, 0, { data: "0x01", gasLimit: 30_000 })));
        expect(other).to.include({ code: -32000 });
        expect(other.message).to.equal("nonce too low: next nonce 1, tx nonce 0");
      });

      it("gives way to another with its nonce while it is pending", async () => {
        const wallet = await startBusy();
        const first = await send(signed(wallet, 0));
        const second = await send(signed(wallet, 0, { data: "0x01", gasLimit: 30_000 }));
        await receiptOf(second);
        expect(await rpc.call("eth_getTransactionByHash", [first])).to.equal(null);
      });

      it("can be seen and counted while it is pending", async () => {
        const wallet = await startBusy();
        const raws = [0, 1, 2].map((type) => signed(wallet, type, { type, data: "0x01", gasLimit: 30_000 }));
        const hashes = await Promise.all(raws.map(send));
        const seen = () => rpc.batch(hashes.map((hash) => ({ method: "eth_getTransactionByHash", params: [hash] })));
        const count = (tag: string) => rpc.call("eth_getTransactionCount", [wallet.address, tag]);
        const [pending, ...counts] = await Promise.all([seen(), count("pending"), count("latest")]);
        expect(counts).to.deep.equal(["0x3", "0x0"]);
        await Promise.all(hashes.map(receiptOf));
        const place = { blockHash: null, blockNumber: null, transactionIndex: null };
        const included = (await seen()) as Record<string, unknown>[];
        for (const [i, { blockTimestamp: _, ...transaction }] of included.entries()) {
          expect(pending[i]).to.deep.include({ ...transaction, ...place });
        }
        expect(await count("pending")).to.equal("0x3");
      });
    });
  });
}

function ifRestarting(error: unknown): null {
  if (error instanceof RpcError && error.retryable) return null;
  throw error;
}

function isRunning(pid: number): boolean {
  try {
    // One that nobody has waited for yet still has its number.
    if (process.platform === "linux") return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(1);
}
