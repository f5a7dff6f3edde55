import { expect } from "chai";
import { createIndexer } from "../../src/indexer/indexer.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { LotRepository } from "../../src/store/repositories/lot-repository.ts";
import { UnitRepository } from "../../src/store/repositories/unit-repository.ts";
import { CodedLots } from "../../src/verify/coded-lots.ts";
import { startAnvilWorld } from "../fixtures/anvil-world.ts";
import { history } from "../fixtures/history.ts";
import type { World } from "../fixtures/world.ts";
import { describeInTurn } from "../store/engines.ts";
import { cleanup } from "../support/cleanup.ts";

describeInTurn("what is remembered of lots with codes", (fresh) => {
  const onClose = cleanup();
  let world: World;
  let store: Store;
  let units: UnitRepository;

  before(async function () {
    this.timeout(60_000);
    world = await startAnvilWorld(onClose);
    for await (const _ of history(world, "R"));
    store = await openStore(await fresh());
    onClose(() => store.close());
    units = new UnitRepository(store.db);
  });

  it("is what the index has, and not what it had before the last block", async () => {
    const indexer = createIndexer({ ledger: world.ledger, store, forkDepth: 5, pollMs: 10 });
    await indexer.catchUp();
    const { lot: id, statement } = await store.db.selectFrom("unit_commitment").selectAll().executeTakeFirstOrThrow();
    const listeners: (() => void)[] = [];
    const lots = new LotRepository(store.db);
    const coded = new CodedLots(lots, units, {
      onBlock: (listener) => {
        listeners.push(() => listener({ number: 1n, hash: statement }));
        return () => {};
      },
    });
    const found = await coded.find(id);
    expect([found.lot?.id, found.commitment?.statement]).to.deep.equal([id, statement]);

    const asked = coded.find(id);
    await store.db.updateTable("lot").set({ left_grams: 7n }).where("id", "=", id).execute();
    expect((await asked).lot?.left_grams).to.equal(found.lot?.left_grams);
    expect((await coded.find(id)).lot?.left_grams).to.equal(found.lot?.left_grams);
    for (const told of listeners) told();
    expect((await coded.find(id)).lot?.left_grams).to.equal(7n);
  });

  it("does not outlast a block that came while it was read", async () => {
    const { lot: id } = await store.db.selectFrom("unit_commitment").select("lot").executeTakeFirstOrThrow();
    let told = () => {};
    const coded = new CodedLots(new LotRepository(store.db), units, {
      onBlock: (listener) => {
        told = () => listener({ number: 1n, hash: id });
        return () => {};
      },
    });
    const reading = coded.find(id);
    told();
    await reading;
    await store.db.updateTable("lot").set({ left_grams: 8n }).where("id", "=", id).execute();
    expect((await coded.find(id)).lot?.left_grams).to.equal(8n);
  });

  it("is not kept of a lot that has no codes yet", async () => {
    const coded = new CodedLots(new LotRepository(store.db), units, { onBlock: () => () => {} });
    const { lot: id } = await store.db.selectFrom("unit_commitment").select("lot").executeTakeFirstOrThrow();
    const { id: other } = await store.db
      .selectFrom("lot")
      .select("id")
      .where("id", "!=", id)
      .limit(1)
      .executeTakeFirstOrThrow();
    expect(await coded.find(`0x${"0".repeat(64)}`)).to.deep.equal({});
    expect(Object.keys(await coded.find(other))).to.deep.equal(["lot"]);
    const row = await store.db.selectFrom("unit_commitment").selectAll().executeTakeFirstOrThrow();
    await store.db
      .insertInto("unit_commitment")
      .values({ ...row, lot: other })
      .execute();
    expect((await coded.find(other)).commitment?.lot).to.equal(other);
  });

  it("comes with the moves and scans of a gram in one question, the same as in two", async () => {
    const { lot: id } = await store.db.selectFrom("unit_commitment").select("lot").executeTakeFirstOrThrow();
    const statements = await store.db
      .selectFrom("statement_included")
      .select("digest")
      .orderBy("block_number", "desc")
      .limit(3)
      .execute();
    expect(await units.told(id, 5n)).to.deep.equal({ moves: [], scans: [] });
    for (const { digest } of statements)
      await units.claim({ statement: digest }, new Map([[id, [{ first: 3n, last: 9n }]]]));
    for (const country of ["TH", "MX"]) await units.count(id, 5n, { country, hour: 500_000, isAfterEnd: false });
    const told = await units.told(id, 5n);
    expect(told).to.deep.equal({ moves: await units.moves(id, 5n), scans: await units.scans(id, 5n) });
    expect([told.moves.length, told.scans.length]).to.deep.equal([3, 2]);

    const others = await Promise.all([
      units.told(id, 10n),
      units.told(id, 9n),
      units.told(id, 5n),
      units.told("0x", 5n),
    ]);
    expect(others.map(({ moves, scans }) => [moves.length, scans.length])).to.deep.equal([
      [0, 0],
      [3, 0],
      [3, 2],
      [0, 0],
    ]);
  });
});
