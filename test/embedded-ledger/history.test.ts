import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { History, type StoredBlock } from "../../src/embedded-ledger/history.ts";

describe("history", () => {
  let folder: string;
  let path: string;
  let history: History;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ytterby-history-"));
    path = join(folder, "history.sqlite");
    history = History.open(path);
  });

  afterEach(() => {
    history.close();
    rmSync(folder, { recursive: true });
  });

  const stored = (number: number): StoredBlock => ({
    number,
    hash: `0x${number}`,
    transactions: [`0xa${number}`, `0xb${number}`],
    block: `{"number":${number}}`,
    receipts: Buffer.from(`[${number}]`),
  });

  function reopen(): void {
    history.close();
    history = History.open(path);
  }

  it("has what was added, also once it is opened again", async () => {
    await history.add(stored(1));
    await history.add(stored(2));
    await history.keep({ number: 2, hash: "0x2", state: Buffer.from("the state") });
    for (const again of [false, true]) {
      if (again) reopen();
      expect(history.height).to.equal(2);
      expect(history.block(2)).to.equal('{"number":2}');
      expect((await history.receipts(1))?.toString()).to.equal("[1]");
      expect([history.hashOf(1), history.numberOf("0x2")]).to.deep.equal(["0x1", 2]);
      expect(history.placeOf("0xb1")).to.deep.equal({ number: 1, position: 1 });
      const snapshot = await history.snapshot();
      expect([snapshot?.number, snapshot?.hash, String(snapshot?.state)]).to.deep.equal([2, "0x2", "the state"]);
    }
  });

  it("says nothing of what it does not have", async () => {
    await history.add(stored(1));
    expect(history.block(2)).to.equal(undefined);
    expect(await history.receipts(2)).to.equal(undefined);
    expect([history.hashOf(2), history.numberOf("0x2"), history.placeOf("0xa2")]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
    expect(await history.snapshot()).to.equal(undefined);
  });

  it("keeps the newest snapshot alone", async () => {
    await history.keep({ number: 2, hash: "0x2", state: Buffer.from("old") });
    await history.keep({ number: 5, hash: "0x5", state: Buffer.from("new") });
    expect(String((await history.snapshot())?.state)).to.equal("new");
  });

  it("adds a block whole or not at all", async () => {
    await history.add(stored(1));
    const error = await history.add({ ...stored(2), transactions: ["0xc2", "0xa1"] }).catch((reason: Error) => reason);
    expect(error).to.be.instanceOf(Error);
    expect([history.height, history.block(2), history.placeOf("0xc2")]).to.deep.equal([1, undefined, undefined]);
    await history.add(stored(2));
    expect(history.height).to.equal(2);
  });

  it("is empty once it is cleared, and begins anew where its file is none", async () => {
    await history.add(stored(1));
    history.clear();
    expect([history.height, history.block(1)]).to.deep.equal([0, undefined]);
    await history.add(stored(1));
    history.close();
    writeFileSync(path, "this is no database".repeat(1_000));
    history = History.open(path);
    expect(history.height).to.equal(0);
  });
});
