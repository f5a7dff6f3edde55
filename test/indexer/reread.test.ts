import { fork } from "node:child_process";
import { once } from "node:events";
import { expect } from "chai";
import { sql } from "kysely";
import { createIndexer } from "../../src/indexer/indexer.ts";
import { tellReading } from "../../src/indexer/tell-reading.ts";
import type { Rpc } from "../../src/rpc/rpc.ts";
import { indexTableNames, indexVersion } from "../../src/store/index-schema/index-tables.ts";
import { isReadAgain, readCheckpoint } from "../../src/store/index-standing.ts";
import { openStore, type Store, type StoreOptions } from "../../src/store/open-store.ts";
import { resetIndex } from "../../src/store/prepare-index.ts";
import { startWorldNode } from "../fixtures/anvil-world.ts";
import { history } from "../fixtures/history.ts";
import type { World } from "../fixtures/world.ts";
import { describeEngines } from "../store/engines.ts";
import { writeEverywhere, writtenRows } from "../store/written-tables.ts";
import type { Anvil } from "../support/anvil.ts";
import { dump } from "./dump.ts";
import type { IndexerProcessOptions } from "./indexer-process.ts";

const killAt = 20;

describeEngines("an index of another version", (fresh) => {
  let anvil: Anvil;
  let rpc: Rpc;
  let world: World;
  let options: StoreOptions;
  let store: Store;
  let truth: Awaited<ReturnType<typeof dump>>;
  let written: Awaited<ReturnType<typeof writtenRows>>;

  const createIndex = (onState?: (state: { state: string }) => void) =>
    createIndexer({ ledger: world.ledger, store, forkDepth: 5, pollMs: 10, ...(onState && { onState }) });

  before(async function () {
    this.timeout(120_000);
    ({ anvil, rpc, world } = await startWorldNode());
    for await (const _ of history(world, "V"));
    options = await fresh();
    store = await openStore(options);
    await createIndex().catchUp();
    await writeEverywhere(store.db);
    truth = await dump(store.db);
    written = await writtenRows(store.db);
  });

  after(async () => {
    await store.close();
    rpc.close();
    await anvil.close();
  });

  /** Makes the tables those of another edition: one column more, one less, one table more, one less. */
  async function makeAnother(): Promise<void> {
    await sql`alter table lot drop column country, add column assay_day int4`.execute(store.db);
    await sql`drop table register_head`.execute(store.db);
    await sql`create table stamp (lot text primary key, day int4)`.execute(store.db);
    const tables = [...indexTableNames.filter((name) => name !== "register_head"), "stamp"];
    await store.db.updateTable("index_version").set({ version: "of another edition", tables }).execute();
  }

  it("is dropped and read again; killed in the midst, that goes on, and nothing that was written is lost", async function () {
    this.timeout(120_000);
    expect(Object.entries(written).filter(([, rows]) => rows.length === 0)).to.deep.equal([]);
    await makeAnother();
    await store.close();

    const given: IndexerProcessOptions = { rpcUrl: anvil.url, manifest: world.ledger.manifest, store: options, killAt };
    const child = fork(new URL("./indexer-process.ts", import.meta.url), [JSON.stringify(given)]);
    const [, signal] = await once(child, "exit");
    expect(signal).to.equal("SIGKILL");

    store = await openStore(options);
    const reached = Number((await readCheckpoint(store.db))?.block_number);
    const [, tip] = [reached, Number(truth.checkpoint?.[0]?.split(" ")[0])];
    expect(reached).to.be.at.least(killAt).and.below(tip);
    expect(await isReadAgain(store.db)).to.equal(true);

    const states: string[] = [];
    await createIndex(({ state }) => states.push(state)).catchUp();
    expect(states).to.deep.equal(["rereading", "following"]);
    expect(await dump(store.db)).to.deep.equal(truth);
    expect(await writtenRows(store.db)).to.deep.equal(written);
    expect(await isReadAgain(store.db)).to.equal(false);
    const { version } = await store.db.selectFrom("index_version").selectAll().executeTakeFirstOrThrow();
    expect(version).to.equal(indexVersion);
    const { rows } = await sql`select to_regclass('stamp')::text as stamp`.execute(store.db);
    expect(rows).to.deep.equal([{ stamp: null }]);
  });

  it("tells how far it has come while it is read again", async () => {
    await resetIndex(store.db);
    const indexer = createIndex();
    const lines: string[] = [];
    tellReading(indexer, (line) => lines.push(line));
    await indexer.catchUp();
    expect(lines.length).to.be.greaterThan(1);
    for (const line of lines) expect(line).to.match(/^reading the ledger again: block \d+ of \d+$/);
    expect(await dump(store.db)).to.deep.equal(truth);
  });

  it("is nothing that an older service goes on with", async () => {
    const indexer = createIndex();
    await indexer.catchUp();
    await makeAnother();
    await resetIndexOfAnother();
    const failure = await indexer.catchUp().catch((error: Error) => error.message);
    expect(failure).to.contain("Another version of Ytterby has made the index its own.");
    expect(await store.db.selectFrom("block").selectAll().execute()).to.deep.equal([]);
  });

  /** What another version does to the checkpoint when it makes the index its own. */
  async function resetIndexOfAnother(): Promise<void> {
    await sql`delete from block`.execute(store.db);
    await sql`update checkpoint set block_number = -1, block_hash = ''`.execute(store.db);
  }
});
