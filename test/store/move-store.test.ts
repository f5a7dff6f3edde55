import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { expect } from "chai";
import { sql } from "kysely";
import { pino } from "pino";
import { AlertEngine } from "../../src/alerts/engine.ts";
import { createIndexer } from "../../src/indexer/indexer.ts";
import { moveStore } from "../../src/store/move-store.ts";
import { embeddedFolder, movedFolder, openEmbedded, openServer, openStore } from "../../src/store/open-store.ts";
import { startAnvilWorld } from "../fixtures/anvil-world.ts";
import { history } from "../fixtures/history.ts";
import type { World } from "../fixtures/world.ts";
import { dump } from "../indexer/dump.ts";
import { cleanup } from "../support/cleanup.ts";
import { describePostgresql } from "./engines.ts";
import { writeEverywhere, writtenRows } from "./written-tables.ts";

describePostgresql("moving the store from the embedded database", (fresh) => {
  const onClose = cleanup();
  let world: World;
  let place: { folder: string; databaseUrl: string };
  let index: Awaited<ReturnType<typeof dump>>;
  let written: Awaited<ReturnType<typeof writtenRows>>;

  before(async function () {
    this.timeout(120_000);
    world = await startAnvilWorld(onClose);
    for await (const _ of history(world, "M"));
    const { folder, databaseUrl = "" } = await fresh();
    place = { folder, databaseUrl };
    const store = await openStore({ folder });
    await createIndexer({ ledger: world.ledger, store, forkDepth: 5, pollMs: 10 }).catchUp();
    await new AlertEngine({ store, logger: pino({ level: "silent" }) }).catchUp();
    await writeEverywhere(store.db);
    // What is counted goes on from where it was, not from the newest row that is left.
    await sql`delete from access_log`.execute(store.db);
    await store.db
      .insertInto("access_log")
      .values({ at: 4n, organisation: "0x1", key: "0x2", token: null, method: "GET", path: "/v1/lots" })
      .execute();
    await sql`select nextval('outbox_sequence_seq')`.execute(store.db);
    index = await dump(store.db);
    written = await writtenRows(store.db);
    await store.close();
  });

  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => "none",
      (error: Error) => error.message,
    );

  it("has something of everything to move", () => {
    expect(Object.entries(written).filter(([, rows]) => rows.length === 0)).to.deep.equal([]);
    expect(index.alert).not.to.deep.equal([]);
    expect(written.relay_submission).to.have.length(3);
  });

  it("is asked for, rather than another store begun without a word", async () => {
    expect(await failureOf(openStore(place))).to.contain("Move it there by `ytterby move-store`");
  });

  it("moves nothing if it is killed in the midst, or the service runs", async function () {
    this.timeout(60_000);
    const program = new URL("./move-process.ts", import.meta.url);
    const child = fork(program, [place.folder, place.databaseUrl, "relay_statement"]);
    expect((await once(child, "exit"))[1]).to.equal("SIGKILL");
    const target = await openServer(place.databaseUrl);
    const left = Object.values({ ...(await dump(target.db)), ...(await writtenRows(target.db)) }).flat();
    expect(left).to.deep.equal([]);
    await target.close();

    const running = await openStore({ folder: place.folder });
    expect(await failureOf(moveStore(place))).to.contain(`is in use by process ${process.pid}`);
    await running.close();
  });

  it("moves every row of every table, and the counting goes on from where it was", async function () {
    this.timeout(120_000);
    const moved = await moveStore(place);
    expect(moved.find(({ name }) => name === "relay_submission")?.rows).to.equal(3);
    const target = await openStore(place);
    expect(await dump(target.db)).to.deep.equal(index);
    expect(await writtenRows(target.db)).to.deep.equal(written);
    const { rows } = await sql<{ next: bigint; newest: bigint }>`
      select last_value + 1 as next, (select max(sequence) from outbox) as newest from outbox_sequence_seq`.execute(
      target.db,
    );
    expect(rows[0]?.next).to.equal((rows[0]?.newest ?? 0n) + 2n);

    // Nothing is read again: the index goes on.
    await world.include(await world.sign.declare("AFTER-THE-MOVE"));
    const states: string[] = [];
    const options = { ledger: world.ledger, store: target, forkDepth: 5, pollMs: 10 };
    await createIndexer({ ...options, onState: ({ state }) => states.push(state) }).catchUp();
    expect(states).to.deep.equal([]);
    expect((await dump(target.db)).lot).to.have.length((index.lot?.length ?? 0) + 1);
    await target.close();
  });

  it("keeps the embedded database, which nothing goes on with by itself", async () => {
    expect(existsSync(embeddedFolder(place.folder))).to.equal(false);
    expect(await failureOf(openStore({ folder: place.folder }))).to.contain("was moved to a PostgreSQL");
    expect(await failureOf(moveStore(place))).to.contain("There is no embedded database");
    await rename(movedFolder(place.folder), embeddedFolder(place.folder));
    const kept = await openEmbedded(place.folder);
    expect(await writtenRows(kept.db)).to.deep.equal(written);
    await kept.close();
  });

  it("moves into nothing but an empty database, unless a kill has left it to be ended", async function () {
    this.timeout(120_000);
    // What the ledger has told since the move.
    expect(await failureOf(moveStore(place))).to.contain("is not empty, and holds something else");
    const store = await openEmbedded(place.folder);
    await createIndexer({ ledger: world.ledger, store, forkDepth: 5, pollMs: 10 }).catchUp();
    await store.close();
    // As if the process had been killed when everything had arrived, and the folder still had its old name.
    await moveStore(place);
    expect(existsSync(movedFolder(place.folder))).to.equal(true);
  });
});
