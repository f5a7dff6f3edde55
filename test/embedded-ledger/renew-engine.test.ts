import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { deflateSync, inflateSync } from "node:zlib";
import { expect } from "chai";
import { anvil } from "../../src/embedded-ledger/anvil.ts";
import { type EmbeddedLedger, startEmbeddedLedger } from "../../src/embedded-ledger/embedded-ledger.ts";
import { Journal } from "../../src/embedded-ledger/journal.ts";
import { decodeHeader } from "../../src/embedded-ledger/journal-header.ts";
import { parseQuantity, Rpc } from "../../src/rpc/rpc.ts";
import { deployReader, readerCall, readerContract } from "./reader-contract.ts";
import { account, chainId, signed } from "./transactions.ts";

const never = 3_600_000;
const always = 0;

interface Block {
  number: string;
  hash: string;
  transactions: string[];
}

describe("snapshots of the embedded ledger", function () {
  this.timeout(120_000);

  let folder: string;
  let ledger: EmbeddedLedger | undefined;
  let rpc: Rpc;
  let said: string[];

  before(function () {
    // The other engine has none, and makes all its blocks again.
    if (anvil() === undefined) this.skip();
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ytterby-snapshot-"));
  });

  afterEach(async () => {
    await stop();
    rmSync(folder, { recursive: true });
  });

  async function start(snapshotAfterMs: number): Promise<void> {
    said = [];
    const onProgress = (line: string) => void said.push(line);
    ledger = await startEmbeddedLedger({ folder, chainId, blockPeriodMs: 1, snapshotAfterMs, onProgress });
    rpc = new Rpc(ledger.rpcUrl);
  }

  async function stop(): Promise<void> {
    await ledger?.close();
    ledger = undefined;
    rpc?.close();
  }

  /** Waits until a snapshot of the newest block is kept. @returns that block's number. */
  async function snapshotOfNewest(): Promise<number> {
    for (;;) {
      const number = Number(parseQuantity(await rpc.call("eth_blockNumber", [])));
      if (said.some((line) => line.includes(`a snapshot of block ${number} is kept`))) return number;
    }
  }

  /** Makes blocks: what is put, what is read while it is empty, and what reverts after having read. */
  async function makeBlocks(count: number): Promise<void> {
    await deployReader(rpc);
    const wallet = account(1);
    for (let n = 0; n < count; n++) {
      const nonce = Number(parseQuantity(await rpc.call("eth_getTransactionCount", [wallet.address, "latest"])));
      const calls = [readerCall(1_000 + nonce, nonce, 7), readerCall(2_000 + nonce, nonce, 0)];
      let last: unknown;
      for (const [i, data] of calls.entries()) {
        const fields = { to: readerContract, data, gasLimit: 100_000 };
        last = await rpc.call("eth_sendRawTransaction", [signed(wallet, nonce + i, fields)]);
      }
      // Not by the account's nonce: while it makes a block, the engine tells the new state before the new number.
      while ((await rpc.call("eth_getTransactionReceipt", [last])) === null);
    }
  }

  async function blocks(): Promise<Block[]> {
    const height = Number(parseQuantity(await rpc.call("eth_blockNumber", [])));
    const numbers = Array.from({ length: height + 1 }, (_, number) => `0x${number.toString(16)}`);
    return (await rpc.batch(
      numbers.map((number) => ({ method: "eth_getBlockByNumber", params: [number, false] })),
    )) as Block[];
  }

  /** Everything that can be asked about blocks. */
  async function everything(of: readonly Block[]): Promise<Record<string, unknown>> {
    const { hash: newest = "" } = of.at(-1) ?? {};
    const topic = `0x${"0".repeat(63)}2`;
    const questions: [string, unknown[]][] = [
      ["eth_getLogs", [{ fromBlock: "0x0", toBlock: of.at(-1)?.number, address: readerContract }]],
      ["eth_getLogs", [{ fromBlock: "earliest", toBlock: "latest", topics: [[topic]] }]],
      ["eth_getLogs", [{ fromBlock: "0x0", toBlock: "0x1" }]],
      ["eth_getLogs", [{ blockHash: newest }]],
      ["eth_getLogs", [{ fromBlock: "0x2", address: account(3).address }]],
      ["eth_getLogs", [{ fromBlock: "0xfff" }]],
      ["eth_getBlockByNumber", ["latest", true]],
      ["eth_getBlockByNumber", ["safe", false]],
      ["eth_getBlockByNumber", ["finalized", false]],
      ["eth_getBlockByNumber", ["0xffff", false]],
      ["eth_getBlockByHash", [`0x${"12".repeat(32)}`, false]],
      ["eth_getBlockReceipts", ["latest"]],
      ["eth_getTransactionByHash", [`0x${"12".repeat(32)}`]],
      ...of.flatMap(({ number, hash, transactions }): [string, unknown[]][] => [
        ["eth_getBlockByNumber", [number, true]],
        ["eth_getBlockByHash", [hash, false]],
        ["eth_getBlockByHash", [hash, true]],
        ["eth_getBlockReceipts", [number]],
        ["eth_getBlockTransactionCountByNumber", [number]],
        ["eth_getBlockTransactionCountByHash", [hash]],
        ["eth_getTransactionByBlockNumberAndIndex", [number, "0x1"]],
        ["eth_getTransactionByBlockHashAndIndex", [hash, "0x9"]],
        ["eth_getLogs", [{ blockHash: hash, topics: [] }]],
        ...transactions.flatMap((transaction): [string, unknown[]][] => [
          ["eth_getTransactionByHash", [transaction]],
          ["eth_getTransactionReceipt", [transaction]],
          ["eth_getRawTransactionByHash", [transaction]],
        ]),
      ]),
    ];
    const answers = await Promise.all(
      questions.map(async ([method, params]) => {
        const answer = await rpc.call(method, params).catch((error: Error) => error.message);
        return [`${method} ${JSON.stringify(params)}`, answer] as const;
      }),
    );
    return Object.fromEntries(answers);
  }

  it("changes nothing of what is answered about blocks before it, nor what is sent again", async () => {
    await start(never);
    await makeBlocks(4);
    const before = await blocks();
    const answers = await everything(before);
    expect(Object.values(answers).filter((answer) => Array.isArray(answer) && answer.length > 0)).to.not.deep.equal([]);
    const raw = await rpc.call("eth_getRawTransactionByHash", [before.at(-1)?.transactions[0]]);
    await stop();
    await start(always);
    await snapshotOfNewest();
    expect(await everything(before)).to.deep.equal(answers);
    expect(await rpc.call("eth_sendRawTransaction", [raw])).to.equal(before.at(-1)?.transactions[0]);
    const filter = rpc.call("eth_newFilter", [{ fromBlock: "0x1" }]);
    expect(await filter.catch((error: Error) => error.message)).to.contain("a filter looks ahead only");
  });

  it("has the same blocks after every restart, with the snapshot and without", async () => {
    await start(always);
    await makeBlocks(3);
    await stop();
    // Several blocks after the newest snapshot.
    await start(never);
    await makeBlocks(3);
    const made = await blocks();
    const answers = await everything(made);
    const proof = await rpc.call("eth_getProof", [readerContract, [`0x${"0".repeat(64)}`], "latest"]);
    for (const remove of [false, true, true]) {
      await stop();
      if (remove) for (const end of ["", "-wal", "-shm"]) rmSync(join(folder, `history.sqlite${end}`), { force: true });
      await start(never);
      expect(await blocks()).to.deep.equal(made);
      expect(await everything(made)).to.deep.equal(answers);
      expect(await rpc.call("eth_getProof", [readerContract, [`0x${"0".repeat(64)}`], "latest"])).to.deep.equal(proof);
    }
    await makeBlocks(1);
    const longer = await blocks();
    await stop();
    await start(always);
    expect(await blocks()).to.deep.equal(longer);
  });

  it("needs the block after it to be made by an engine that began with it", async () => {
    // The very thing that the journal notes: without it, the blocks would get other hashes.
    await start(always);
    await makeBlocks(2);
    const number = await snapshotOfNewest();
    await makeBlocks(1);
    await stop();
    const { pins } = decodeHeader(readFileSync(join(folder, "journal"), "utf8").split("\n")[0] ?? "");
    const journal = await Journal.open(join(folder, "journal"), pins, 0);
    const noted = await journal.block(number + 1);
    expect(noted?.afterSnapshot).to.equal(true);
    await journal.close();
  });

  it("does without a snapshot that is damaged, or that is not of this journal", async () => {
    await start(always);
    await makeBlocks(2);
    await snapshotOfNewest();
    const made = await blocks();
    await stop();
    for (const damage of [
      "update snapshot set state = x'00112233'",
      "update snapshot set number = number - 1",
      `update snapshot set hash = '0x${"34".repeat(32)}'`,
      "delete from block where number = 2",
      "drop table block",
    ]) {
      const db = new DatabaseSync(join(folder, "history.sqlite"));
      db.exec(damage);
      db.close();
      await start(never);
      expect(await blocks(), damage).to.deep.equal(made);
      await stop();
      await start(always);
      await snapshotOfNewest();
      await stop();
    }
  });

  it("does without a snapshot whose state somebody has altered", async () => {
    await start(always);
    await makeBlocks(2);
    await snapshotOfNewest();
    const made = await blocks();
    await stop();
    const db = new DatabaseSync(join(folder, "history.sqlite"));
    const { state } = db.prepare("select state from snapshot").get() as { state: Uint8Array };
    const altered = inflateSync(state)
      .toString()
      .replace(/"nonce":(\d+)/, (_, nonce: string) => `"nonce":${Number(nonce) + 1}`);
    expect(altered).not.to.equal(inflateSync(state).toString());
    db.prepare("update snapshot set state = ?").run(deflateSync(altered));
    db.close();
    await start(never);
    expect(said.join()).to.contain("the history cannot be used, and is made again: AlteredStateError");
    expect(await blocks()).to.deep.equal(made);
    await makeBlocks(1);
  });

  it("goes on with the engine that it has where no snapshot can be kept", async () => {
    await start(never);
    await makeBlocks(2);
    await stop();
    // The other engine's number cannot be written down.
    mkdirSync(join(folder, "engine-b.pid"));
    await start(always);
    while (!said.some((line) => line.includes("no snapshot of block"))) await rpc.call("eth_chainId", []);
    const made = await blocks();
    await makeBlocks(1);
    expect((await blocks()).slice(0, made.length)).to.deep.equal(made);
  });

  it("is left at an orderly end, where none could be kept before", async () => {
    const blocking = join(folder, "engine-b.pid");
    mkdirSync(blocking);
    await start(always);
    // So little follows the attempt that fails that another is not worth its time yet.
    await makeBlocks(1);
    while (!said.some((line) => line.includes("no snapshot of block"))) await rpc.call("eth_chainId", []);
    const made = await blocks();
    rmSync(blocking, { recursive: true, force: true });
    await stop();
    const db = new DatabaseSync(join(folder, "history.sqlite"));
    const row = db.prepare("select number from snapshot").get() as { number: number };
    db.close();
    expect(row.number).to.equal(made.length - 1);
    await start(never);
    expect(said.filter((line) => line.includes("cannot be used"))).to.deep.equal([]);
    expect(await blocks()).to.deep.equal(made);
    await makeBlocks(1);
    expect((await blocks()).slice(0, made.length)).to.deep.equal(made);
  });
});
