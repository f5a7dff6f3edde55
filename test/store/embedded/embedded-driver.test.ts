import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { AbortedTransactionError, CompiledQuery, Kysely, sql } from "kysely";
import { embeddedDialect } from "../../../src/store/embedded/embedded-dialect.ts";
import { EmbeddedDatabaseError, EmbeddedDriver } from "../../../src/store/embedded/embedded-driver.ts";

describe("embedded database in its thread", () => {
  let folder: string;
  let db: Kysely<{ t: { a: number } }>;

  before(async function () {
    this.timeout(60_000);
    folder = await mkdtemp(join(tmpdir(), "ytterby-embedded-"));
    db = new Kysely({ dialect: embeddedDialect(join(folder, "database")) });
    await sql`create table t (a int4 primary key)`.execute(db);
  });

  beforeEach(async () => {
    await db.deleteFrom("t").execute();
  });

  after(async () => {
    await db.destroy();
    await rm(folder, { recursive: true, force: true });
  });

  const rows = () => db.selectFrom("t").select("a").orderBy("a").execute();

  it("uses the room again of rows that are gone", async function () {
    this.timeout(60_000);
    await sql`create table passing (a int4 primary key, long text not null)`.execute(db);
    await sql`alter table passing alter column long set storage external`.execute(db);
    const long = "x".repeat(20_000);
    const rounds = 1_100;
    for (let a = 0; a < rounds; a += 1) {
      await sql`insert into passing values (${a}, ${long})`.execute(db);
      // In transactions, too: nothing is tidied up in the middle of one.
      await db.transaction().execute(async (trx) => {
        await sql`update passing set long = ${long} where a = ${a}`.execute(trx);
        await sql`delete from passing where a = ${a}`.execute(trx);
      });
    }
    const { rows: sizes } = await sql<{ size: bigint }>`select pg_total_relation_size('passing') as size`.execute(db);
    const written = BigInt(2 * rounds * long.length);
    expect(sizes[0]?.size, `of ${written} bytes written`).to.satisfy((size: bigint) => size < written / 2n);
    await sql`drop table passing`.execute(db);
  });

  it("plans queries by what its tables hold", async function () {
    this.timeout(60_000);
    await sql`create table grown (a int4 primary key, b int4 not null)`.execute(db);
    await sql`insert into grown select a, a from generate_series(1, 5000) a`.execute(db);
    const known = () =>
      sql<{ kept: number }>`select count(*)::int4 as kept from pg_stats where tablename = 'grown'`.execute(db);
    expect((await known()).rows[0]?.kept).to.equal(0);
    // It is looked for behind three hundred changes.
    for (let a = 0; a < 300; a += 1) await db.insertInto("t").values({ a }).execute();
    expect((await known()).rows[0]?.kept).to.equal(2);
    await sql`drop table grown`.execute(db);
  });

  it("says what PostgreSQL says of an error, but for the parameters", async () => {
    await db.insertInto("t").values({ a: 7 }).execute();
    const error: unknown = await db
      .insertInto("t")
      .values({ a: 7 })
      .execute()
      .catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(EmbeddedDatabaseError).and.to.include({ code: "23505", constraint: "t_pkey" });
    expect(error).not.to.have.property("params");
  });

  it("counts the rows it changed", async () => {
    await db
      .insertInto("t")
      .values([{ a: 1 }, { a: 2 }, { a: 3 }])
      .execute();
    const result = await db.deleteFrom("t").where("a", ">", 1).executeTakeFirst();
    expect(result.numDeletedRows).to.equal(2n);
  });

  it("does not call a transaction committed that PostgreSQL took back", async () => {
    const transaction = db.transaction().execute(async (trx) => {
      await trx.insertInto("t").values({ a: 1 }).execute();
      await trx
        .insertInto("t")
        .values({ a: 1 })
        .execute()
        .catch(() => {});
    });
    expect(await transaction.catch((error: unknown) => error)).to.be.instanceOf(AbortedTransactionError);
    expect(await rows()).to.deep.equal([]);
  });

  it("lets nobody into a transaction who is not of it", async () => {
    const { promise: looked, resolve: look } = Promise.withResolvers<void>();
    const transaction = db.transaction().execute(async (trx) => {
      await trx.insertInto("t").values({ a: 1 }).execute();
      look();
      await trx.insertInto("t").values({ a: 2 }).execute();
    });
    await looked;
    expect(await rows()).to.deep.equal([{ a: 1 }, { a: 2 }]);
    await transaction;
  });

  it("keeps apart what many do at once: nothing that stands alone goes with a transaction that is taken back", async () => {
    const works = Array.from({ length: 300 }, async (_, a) => {
      if (a % 3 === 0) return db.insertInto("t").values({ a }).execute();
      const transaction = db.transaction().execute(async (trx) => {
        await trx.insertInto("t").values({ a }).execute();
        // Others are asked for in between, and wait.
        if (a % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
        if (a % 3 === 1) throw new Error("taken back");
        const seen = await trx.selectFrom("t").select("a").where("a", "=", a).execute();
        expect(seen).to.deep.equal([{ a }]);
      });
      return transaction.catch((error: Error) => expect(error.message).to.equal("taken back"));
    });
    const looks = Array.from({ length: 50 }, async () => {
      for (const { a } of await rows()) expect(a % 3, `${a} is seen`).to.not.equal(1);
    });
    await Promise.all([...works, ...looks]);
    const kept = Array.from({ length: 300 }, (_, a) => ({ a })).filter(({ a }) => a % 3 !== 1);
    expect(await rows()).to.deep.equal(kept);
  });

  it("lets others in again after a transaction that could not be committed, or in which something could not be handed over", async () => {
    await db
      .transaction()
      .execute((trx) => sql`select ${{ given: () => {} }}::json`.execute(trx))
      .catch((error: Error) => expect(error.name).to.equal("DataCloneError"));
    await sql`create table deferred (a int4 unique deferrable initially deferred)`.execute(db);
    const refused = await db
      .transaction()
      .execute(async (trx) => {
        await sql`insert into deferred values (1), (1)`.execute(trx);
      })
      .catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(EmbeddedDatabaseError).and.to.include({ code: "23505" });
    expect((await sql`select * from deferred`.execute(db)).rows).to.deep.equal([]);
  });

  it("does not start in a folder that cannot be one", async () => {
    await writeFile(join(folder, "file"), "no folder");
    const nowhere = new Kysely<object>({ dialect: embeddedDialect(join(folder, "file", "database")) });
    const error = await sql`select 1`.execute(nowhere).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(EmbeddedDatabaseError);
  });

  it("keeps a process alive while somebody waits for an answer, and no longer", async function () {
    this.timeout(60_000);
    const script = `
      import { Kysely, sql } from "kysely";
      import { embeddedDialect } from "./src/store/embedded/embedded-dialect.ts";
      const db = new Kysely({ dialect: embeddedDialect(process.argv[1]) });
      const { rows } = await sql\`select 42 as answer\`.execute(db);
      console.log(rows[0].answer);`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", script, join(folder, "another")],
      { timeout: 20_000 },
    );
    expect(stdout).to.equal("42\n");
  });

  it("closes while it tidies up", async function () {
    this.timeout(60_000);
    const own = join(folder, "tidying");
    const closed = new Kysely<{ t: { a: number } }>({ dialect: embeddedDialect(own) });
    await sql`create table t (a int4 primary key)`.execute(closed);
    await sql`insert into t select a from generate_series(1, 20000) a`.execute(closed);
    // With the table and its rows, these are the three hundred after which it does.
    for (let a = 0; a > -298; a -= 1) await closed.insertInto("t").values({ a }).execute();
    await closed.destroy();
    const again = new Kysely<{ t: { a: number } }>({ dialect: embeddedDialect(own) });
    expect(await again.selectFrom("t").selectAll().execute()).to.have.length(20_298);
    await again.destroy();
  });

  it("answers whoever waits when it is closed, and refuses whoever comes later", async function () {
    this.timeout(60_000);
    const driver = new EmbeddedDriver(join(folder, "closing"));
    await driver.init();
    const connection = await driver.acquireConnection();
    const waiting = connection.executeQuery(CompiledQuery.raw("select pg_sleep(0.1), 1 as answer"));
    await driver.destroy();
    expect((await waiting).rows).to.deep.include({ pg_sleep: "", answer: 1 });
    const late = await connection.executeQuery(CompiledQuery.raw("select 1")).catch((error: unknown) => error);
    expect(late)
      .to.be.instanceOf(EmbeddedDatabaseError)
      .and.to.have.property("message", "The embedded database has ended.");
  });
});
