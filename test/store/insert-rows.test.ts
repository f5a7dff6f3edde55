import { expect } from "chai";
import { insertRows } from "../../src/store/insert-rows.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { describeEngines } from "./engines.ts";

describeEngines("inserting many rows", (fresh) => {
  let store: Store;

  before(async function () {
    this.timeout(60_000);
    store = await openStore(await fresh());
  });

  after(async () => {
    await store.close();
  });

  it("writes every column type as it is", async () => {
    const statement = {
      digest: "0x01",
      kind: "declare",
      organisation: "0xA",
      message: { text: `quote ' " \\ {} 稀土 ${String.fromCharCode(0x1f600)}`, list: [1, null, { deep: "0x" }] },
      signature: "0x",
      countersignature: null,
      lots: ["0x1,2", 'a"b', ""],
      block_number: 1n,
      block_hash: "0x",
      log_index: 3,
      transaction_hash: "0x",
      timestamp: 9007199254740993n,
    };
    await insertRows(store.db, "statement_included", [statement]);
    expect(await store.db.selectFrom("statement_included").selectAll().execute()).to.deep.equal([statement]);
  });

  it("puts the replacement character where a zero stands, and writes integers exactly however deep they are", async () => {
    const place = { block_number: 1n, position: 1, table_name: "a\0b" };
    const beyond = 2n ** 63n;
    await insertRows(store.db, "undo", [
      { ...place, key: { id: "\0" }, previous: { grams: beyond, list: [beyond, "x\0"] } },
      { ...place, position: 2, key: { id: "\\u0000" }, previous: null },
    ]);
    expect(await store.db.selectFrom("undo").selectAll().orderBy("position").execute()).to.deep.equal([
      {
        ...{ ...place, table_name: "a\ufffdb", key: { id: "\ufffd" } },
        previous: { grams: String(beyond), list: [String(beyond), "x\ufffd"] },
      },
      { ...place, position: 2, table_name: "a\ufffdb", key: { id: "\\u0000" }, previous: null },
    ]);
  });

  it("takes thousands at once and nothing at all", async () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => ({
      number: BigInt(i),
      hash: `0x${i}`,
      parent_hash: `0x${i - 1}`,
      timestamp: BigInt(i),
    }));
    await insertRows(store.db, "block", []);
    await insertRows(store.db, "block", rows);
    expect(await store.db.selectFrom("block").selectAll().orderBy("number").execute()).to.deep.equal(rows);
  });

  it("replaces by key only when told to", async () => {
    const row = { lot: "0x1", holder: "0xA", country: "CN", grams: 5n, transport_milligrams: 0n };
    await insertRows(store.db, "balance", [row]);
    const refusal = await insertRows(store.db, "balance", [row]).catch((error: unknown) => error);
    expect(String(refusal)).to.contain("duplicate key");
    await insertRows(
      store.db,
      "balance",
      [
        { ...row, grams: 6n },
        { ...row, holder: "0xB" },
      ],
      {
        replaceBy: ["lot", "holder", "country"],
      },
    );
    expect(await store.db.selectFrom("balance").selectAll().orderBy("holder").execute()).to.deep.equal([
      { lot: "0x1", holder: "0xA", country: "CN", grams: 6n, transport_milligrams: 0n },
      { lot: "0x1", holder: "0xB", country: "CN", grams: 5n, transport_milligrams: 0n },
    ]);
  });
});
