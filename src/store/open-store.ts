import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { acquirePidLock } from "../data-folder/pid-lock.ts";
import type { Database } from "./database.ts";
import { embeddedDialect } from "./embedded/embedded-dialect.ts";
import { migrate } from "./migrate.ts";
import { prepareIndex } from "./prepare-index.ts";
import { isStoreUnavailable } from "./store-unavailable.ts";

/** Where the data lives. */
export interface StoreOptions {
  /** Connection string of a PostgreSQL; without it an embedded database in the folder is used. */
  databaseUrl?: string;
  /** Folder of the service's own data; created if missing. */
  folder: string;
}

/** An open database. Inside a transaction only the transaction's own handle may be used. */
export interface Store {
  db: Kysely<Database>;
  engine: "pglite" | "postgresql";
  /** Settles if an embedded database has ended by itself, with why: it does not come back. Connections to a server do. */
  ended: Promise<Error>;
  /** Waits for running queries, closes the connections, frees the folder. */
  close(): Promise<void>;
}

const CONNECTIONS_MAXIMUM = 10;

/** A process that stands still in the middle of a transaction must not hold up all others for longer. */
const IDLE_IN_TRANSACTION_MS = 10_000;

/**
 * Opens the store and brings its tables up to date; an index of another version is emptied, to be read again from the ledger. `int8` and `numeric` columns (whole numbers here) are read as `bigint`.
 * @throws Error if the folder is in use by another process, the server does not answer, or a migration fails.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  return options.databaseUrl === undefined ? openEmbedded(options.folder) : openServer(options.databaseUrl);
}

async function openEmbedded(folder: string): Promise<Store> {
  await mkdir(folder, { recursive: true });
  // Two embedded instances would open one folder without an error and ruin it.
  const lock = acquirePidLock(join(folder, "database.lock"), `The database in ${folder}`);
  try {
    const { promise: ended, resolve } = Promise.withResolvers<Error>();
    const db = new Kysely<Database>({ dialect: embeddedDialect(join(folder, "database"), resolve) });
    const store = await ready({ db, engine: "pglite", ended }, () => lock.release());
    // The folder is this process's alone: whoever held a key here has died, and need not be waited for.
    await db.updateTable("relay_sender").set({ held_until: 0n }).execute();
    return store;
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openServer(databaseUrl: string): Promise<Store> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: CONNECTIONS_MAXIMUM,
    application_name: "ytterby",
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    types: { getTypeParser: typeParser },
  });
  // A connection that breaks is replaced at the next query, which then reports what is wrong; the event, which comes between
  // the queries of a transaction as well as from an idle connection, would end the process if nobody heard it.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  try {
    return await ready({ db, engine: "postgresql", ended: new Promise(() => {}) }, () => {});
  } catch (cause) {
    if (!isStoreUnavailable(cause)) throw cause;
    const { host, pathname } = new URL(databaseUrl);
    const reason = cause instanceof Error ? cause.message || (cause as { code?: string }).code : String(cause);
    // Neither the user's name nor the password.
    throw new Error(
      `The database ${pathname.slice(1)} that DATABASE_URL names does not answer${host && ` at ${host}`}: ${reason}. Start it, or correct DATABASE_URL, and start the service again: it does not wait.`,
      { cause },
    );
  }
}

function typeParser(oid: number, format?: "text" | "binary"): (value: string) => unknown {
  if (oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC) return BigInt;
  return pg.types.getTypeParser(oid, format as "text");
}

async function ready(store: Omit<Store, "close">, release: () => void): Promise<Store> {
  const close = async (): Promise<void> => {
    await store.db.destroy();
    release();
  };
  try {
    await migrate(store.db);
    await prepareIndex(store.db);
  } catch (error) {
    await close();
    throw error;
  }
  return { ...store, close };
}
