import { expect } from "chai";
import { sql } from "kysely";
import pg from "pg";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { describeEngines, describePostgresql } from "./engines.ts";

describeEngines("store", (fresh) => {
  let store: Store;

  before(async function () {
    this.timeout(60_000);
    store = await openStore(await fresh());
  });

  after(async () => {
    await store.close();
  });

  it("reads int8 and whole numerics as bigint, beyond 2^53 and beyond 2^63", async () => {
    const { rows } = await sql`select 9007199254740993::int8 as a, (-9223372036854775808)::int8 as b,
      79228162514264337593543950335::numeric(29) as c, count(*) as d, sum(x::int8) as e, 7::int4 as f
      from (values (1), (2)) as v (x)`.execute(store.db);
    expect(rows).to.deep.equal([
      { a: 9007199254740993n, b: -9223372036854775808n, c: 79228162514264337593543950335n, d: 2n, e: 3n, f: 7 },
    ]);
  });

  it("writes bigint parameters exactly", async () => {
    const number = 9223372036854775807n;
    await store.db.insertInto("block").values({ number, hash: "0xaa", parent_hash: "0xbb", timestamp: 0n }).execute();
    const row = await store.db.selectFrom("block").selectAll().where("number", "=", number).executeTakeFirstOrThrow();
    expect(row).to.deep.equal({ number, hash: "0xaa", parent_hash: "0xbb", timestamp: 0n });
  });

  it("reads lists of texts and objects as they are", async () => {
    const { rows } = await sql`select array['Nd', 'Pr'] as list, '{"a": [1, {"b": null}]}'::jsonb as object`.execute(
      store.db,
    );
    expect(rows).to.deep.equal([{ list: ["Nd", "Pr"], object: { a: [1, { b: null }] } }]);
  });

  it("takes back everything of a transaction that fails", async () => {
    const failure = new Error("no");
    const transaction = store.db.transaction().execute(async (trx) => {
      await trx.insertInto("block").values({ number: 1n, hash: "0x1", parent_hash: "0x0", timestamp: 0n }).execute();
      throw failure;
    });
    expect(await transaction.catch((error: unknown) => error)).to.equal(failure);
    expect(await store.db.selectFrom("block").selectAll().where("number", "=", 1n).execute()).to.deep.equal([]);
  });
});

describeEngines("store, opened again", (fresh) => {
  it("keeps its rows and does not migrate twice", async function () {
    this.timeout(60_000);
    const options = await fresh();
    const first = await openStore(options);
    await first.db.insertInto("block").values({ number: 5n, hash: "0x5", parent_hash: "0x4", timestamp: 9n }).execute();
    await first.close();
    const second = await openStore(options);
    expect(await second.db.selectFrom("block").select("hash").execute()).to.deep.equal([{ hash: "0x5" }]);
    await second.close();
  });

  it("refuses a database of a newer version", async function () {
    this.timeout(60_000);
    const options = await fresh();
    const store = await openStore(options);
    await sql`insert into kysely_migration (name, timestamp) values ('9999-future', '')`.execute(store.db);
    await store.close();
    const refusal = await openStore(options).catch((error: unknown) => error);
    expect(String(refusal)).to.contain("written by a newer version").and.to.contain("9999-future");
  });
});

describeEngines("store, opened by several at once", (fresh) => {
  it("lets one in where the folder is one process's, all where a server is shared", async function () {
    this.timeout(60_000);
    const options = await fresh();
    if (options.databaseUrl !== undefined) await takeTablesOut(options.databaseUrl);
    const openings = await Promise.allSettled([openStore(options), openStore(options), openStore(options)]);
    const opened = openings.flatMap((opening) => (opening.status === "fulfilled" ? [opening.value] : []));
    for (const { db } of opened) expect(await db.selectFrom("block").selectAll().execute()).to.deep.equal([]);
    await Promise.all(opened.map((store) => store.close()));
    expect(opened.length).to.equal(options.databaseUrl === undefined ? 1 : 3);
  });
});

describePostgresql("store whose server ends a connection", (fresh) => {
  it("fails the transaction that had it, and nothing else", async () => {
    const store = await openStore(await fresh());
    const transaction = store.db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
      await sql`select pg_terminate_backend(${rows[0]?.pid}, 5000)`.execute(store.db);
      // The news of it comes while no query is under way.
      await new Promise((resolve) => setImmediate(resolve));
      await trx.selectFrom("block").selectAll().execute();
    });
    expect(String(await transaction.catch((error: unknown) => error))).to.match(/terminat|not queryable/);
    expect(await store.db.selectFrom("block").selectAll().execute()).to.deep.equal([]);
    await store.close();
  });

  it("gives back within seconds what a transaction holds that stands still", async function () {
    this.timeout(60_000);
    const store = await openStore(await fresh());
    await store.db
      .insertInto("relay_sender")
      .values({ address: "0x", next_nonce: 0n, fence: 1n, held_until: 0n })
      .execute();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const standing = store.db.transaction().execute(async (trx) => {
      await trx.updateTable("relay_sender").set({ next_nonce: 1n }).execute();
      await ended;
      await trx.selectFrom("block").selectAll().execute();
    });
    const failure = standing.catch((error: unknown) => error);
    await store.db.updateTable("relay_sender").set({ next_nonce: 2n }).execute();
    end();
    expect(String(await failure)).to.match(/terminat|not queryable/);
    await store.close();
  });
});

/** Makes it a database that nobody has ever migrated. */
async function takeTablesOut(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query("drop schema public cascade; create schema public");
  await client.end();
}
