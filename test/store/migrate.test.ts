import { PGlite } from "@electric-sql/pglite";
import { expect } from "chai";
import { Kysely, PGliteDialect, PostgresDialect, sql } from "kysely";
import { Migrator } from "kysely/migration";
import pg from "pg";
import type { Database } from "../../src/store/database.ts";
import { migrate } from "../../src/store/migrate.ts";
import { migrations } from "../../src/store/migrations/migrations.ts";
import { prepareIndex } from "../../src/store/prepare-index.ts";
import { describeEngines } from "./engines.ts";

const names = Object.keys(migrations);
/** What earlier versions wrote. */
const block = { number: 7n, hash: "0x7", parent_hash: "0x6", timestamp: 5n };
const told = { type: "included", digest: "0x9", kind: "declare", block_number: 7n, block_hash: "0x7" } as const;

describeEngines("migrations", (fresh) => {
  let db: Kysely<Database>;

  before(async function () {
    this.timeout(60_000);
    const { databaseUrl } = await fresh();
    const dialect =
      databaseUrl === undefined
        ? new PGliteDialect({ pglite: await PGlite.create() })
        : new PostgresDialect({ pool: new pg.Pool({ connectionString: databaseUrl }) });
    db = new Kysely<Database>({ dialect });
  });

  after(() => db.destroy());

  /** Makes it a database that nobody has ever migrated. */
  async function empty(): Promise<void> {
    await sql`drop schema public cascade`.execute(db);
    await sql`create schema public`.execute(db);
  }

  async function migrateTo(name: string): Promise<void> {
    const known = Object.fromEntries(names.slice(0, names.indexOf(name) + 1).map((each) => [each, migrations[each]]));
    const provider = { getMigrations: async () => known as typeof migrations };
    const { error } = await new Migrator({ db, provider }).migrateToLatest();
    if (error !== undefined) throw error;
  }

  /** Every column and index of the tables. */
  async function schema(): Promise<unknown[]> {
    const { rows: columns } = await sql`
      select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
      where table_schema = 'public' order by table_name, column_name`.execute(db);
    const { rows: indexes } = await sql`
      select tablename, indexdef from pg_indexes where schemaname = 'public' order by indexname`.execute(db);
    return [...columns, ...indexes];
  }

  it("are in the order that they are numbered, each once", () => {
    expect(names).to.deep.equal([...names].sort());
    expect(new Set(names.map((name) => name.slice(0, 4))).size).to.equal(names.length);
  });

  /** Tables of the index as an edition had them that made them by migrations, with a row. */
  async function makeOldIndex(): Promise<void> {
    await sql`create table block (number int8 primary key, hash text not null)`.execute(db);
    await sql`insert into block values (7, '0x7')`.execute(db);
    await sql`create table lot (id text primary key, status text not null, assay_day int4)`.execute(db);
    await sql`insert into lot values ('0x1', 'certified', 20000)`.execute(db);
    await sql`create index lot_producer on lot (status)`.execute(db);
    await sql`create table alert_cursor (id int4 primary key, block_number int8 not null)`.execute(db);
    await sql`insert into alert_cursor values (1, 7)`.execute(db);
  }

  it("bring a database of any earlier version to this one's tables, with what was told, and have the index read again", async function () {
    this.timeout(60_000);
    await empty();
    await migrate(db);
    await prepareIndex(db);
    const newest = await schema();
    // Those that change nothing any more leave the same database as the one before.
    const changing = names.filter((name) => migrations[name] !== migrations["0007-processing"]);
    for (const name of changing.slice(0, -1)) {
      await empty();
      await migrateTo(name);
      if (name < "0020") await makeOldIndex();
      await db.insertInto("outbox").values(told).execute();
      await sql`insert into checkpoint (id, block_number, block_hash, ledger, announce_from)
        values (1, 7, '0x7', 'a ledger', 1)`.execute(db);
      await migrate(db);
      await prepareIndex(db);
      expect(await schema(), name).to.deep.equal(newest);
      expect(await db.selectFrom("outbox").select(["type", "digest"]).execute(), name).to.deep.equal([
        { type: "included", digest: "0x9" },
      ]);
      expect(await db.selectFrom("block").select("hash").execute(), name).to.deep.equal([]);
      const checkpoint = await db.selectFrom("checkpoint").selectAll().executeTakeFirstOrThrow();
      expect(checkpoint.ledger, name).to.equal("a ledger");
      expect([checkpoint.block_number, checkpoint.announce_from].map(Number), name).to.deep.equal([-1, 8]);
    }
  });

  it("make the index anew where another declaration has made it, once, and leave it alone otherwise", async function () {
    this.timeout(60_000);
    await empty();
    await migrate(db);
    expect(await prepareIndex(db)).to.equal(false);
    await db.insertInto("block").values(block).execute();
    expect(await prepareIndex(db)).to.equal(false);
    expect(await db.selectFrom("block").select("hash").execute()).to.deep.equal([{ hash: "0x7" }]);
    const newest = await schema();
    await db.updateTable("index_version").set({ version: "another" }).execute();
    const both = await Promise.all([prepareIndex(db), prepareIndex(db)]);
    expect(both.sort()).to.deep.equal([false, true]);
    expect(await db.selectFrom("block").select("hash").execute()).to.deep.equal([]);
    expect(await schema()).to.deep.equal(newest);
  });

  it("change nothing where the index cannot be dropped, because somebody's view rests on it", async function () {
    this.timeout(60_000);
    await empty();
    await migrate(db);
    await prepareIndex(db);
    await db.insertInto("block").values(block).execute();
    await sql`create view heights as select number from block`.execute(db);
    await db.updateTable("index_version").set({ version: "another" }).execute();
    const refusal = await prepareIndex(db).catch((error: Error) => error.message);
    expect(refusal).to.contain("other objects depend on");
    expect(await db.selectFrom("block").select("hash").execute()).to.deep.equal([{ hash: "0x7" }]);
  });

  it("do nothing to a database that one of a newer version has written", async function () {
    this.timeout(60_000);
    await empty();
    await migrateTo(names.at(-2) ?? "");
    await sql`insert into kysely_migration (name, timestamp) values ('9999-future', '')`.execute(db);
    const before = await schema();
    const refusal = await migrate(db).catch((error: Error) => error.message);
    expect(refusal).to.contain("written by a newer version (it knows 9999-future)");
    expect(await schema()).to.deep.equal(before);
  });
});
