import { cpSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type StoreOptions } from "../../src/store/open-store.ts";
import { atEnd } from "../support/at-end.ts";
import { findPostgresql, type PostgresqlCluster, startPostgresql } from "./postgresql-cluster.ts";

/** Makes the options of a store that is empty and belongs to the caller alone; opening it twice meets the same data. */
export type FreshStore = () => Promise<StoreOptions>;

const bin = findPostgresql();
if (bin === undefined)
  console.log("PostgreSQL is not installed (Debian: apt-get install postgresql): its runs are left out.");

let cluster: PostgresqlCluster | undefined;
let emptyDatabase: Promise<string> | undefined;
const folders: string[] = [];

atEnd(async () => {
  cluster?.stop();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** Runs the same suite on the embedded database and, where it is installed, on a real PostgreSQL. */
export function describeEngines(title: string, suite: (fresh: FreshStore) => void): void {
  describePglite(title, suite);
  describePostgresql(title, suite);
}

/** Where a run of everything has what runs in turn; undefined where files are named, which run on both. scripts/test.ts sets it. */
const turn = process.env.TEST_DATABASE_TURN;

/**
 * The same for a suite about something else than the database, of which store, indexer and relay try all on both: `npm test` runs it on the
 * embedded one, `npm run test:long` on a real PostgreSQL.
 */
export function describeInTurn(title: string, suite: (fresh: FreshStore) => void): void {
  if (turn !== "postgresql") describePglite(title, suite);
  if (turn !== "pglite") describePostgresql(title, suite);
}

/** Runs a suite on the embedded database. */
function describePglite(title: string, suite: (fresh: FreshStore) => void): void {
  describe(`${title} (PGlite)`, () => suite(async () => ({ folder: await copyOfEmptyStore() })));
}

/** Runs a suite on a real PostgreSQL, where it is installed. */
export function describePostgresql(title: string, suite: (fresh: FreshStore) => void): void {
  if (bin === undefined) return;
  describe(`${title} (PostgreSQL)`, () => {
    before(function () {
      this.timeout(60_000);
      cluster ??= startPostgresql(bin);
    });
    suite(async () => {
      if (cluster === undefined) throw new Error("the PostgreSQL server has not been started");
      return { databaseUrl: await copyOfEmptyDatabase(cluster), folder: await temporaryFolder() };
    });
  });
}

/** Making the tables takes a second, copying them does not. */
async function copyOfEmptyDatabase(server: PostgresqlCluster): Promise<string> {
  emptyDatabase ??= server.createDatabase().then(async (databaseUrl) => {
    await (await openStore({ databaseUrl, folder: await temporaryFolder() })).close();
    return databaseUrl;
  });
  return server.createDatabase(await emptyDatabase);
}

let emptyStore: Promise<string> | undefined;

/** Creating an embedded database takes seconds, copying an empty one does not. */
async function copyOfEmptyStore(): Promise<string> {
  emptyStore ??= temporaryFolder().then(async (folder) => {
    await (await openStore({ folder })).close();
    return folder;
  });
  const folder = await temporaryFolder();
  // A thousand small files: so it takes a tenth of the time.
  cpSync(await emptyStore, folder, { recursive: true });
  return folder;
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ytterby-store-"));
  folders.push(folder);
  return folder;
}
