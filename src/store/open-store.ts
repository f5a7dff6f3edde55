import { existsSync } from "node:fs";
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
  /** Told what takes longer than usual. */
  onProgress?: (line: string) => void;
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
 * @throws Error if the folder is in use by another process, the server does not answer, a migration fails, or the folder holds an embedded
 * database although a server is named, or had one that was moved although none is.
 */
export async function openStore({ folder, databaseUrl, onProgress }: StoreOptions): Promise<Store> {
  const [embedded, moved] = [embeddedFolder(folder), movedFolder(folder)];
  // Whoever goes on with the other one would miss all that is there, without a word.
  if (databaseUrl !== undefined && existsSync(embedded)) {
    throw new Error(
      `DATABASE_URL names a PostgreSQL, and there is an embedded database in ${embedded}. Move it there by \`ytterby move-store\`, or put the folder elsewhere if it is not wanted.`,
    );
  }
  if (databaseUrl === undefined && existsSync(moved) && !existsSync(embedded)) {
    throw new Error(
      `The embedded database was moved to a PostgreSQL. Set DATABASE_URL to it; or, to go back to what was there before the move, rename ${moved} to ${embedded}.`,
    );
  }
  return databaseUrl === undefined ? openEmbedded(folder, onProgress) : openServer(databaseUrl, onProgress);
}

/** Where the embedded database is in a data folder. */
export function embeddedFolder(folder: string): string {
  return join(folder, "database");
}

/** Where it is kept after it was moved to a PostgreSQL. */
export function movedFolder(folder: string): string {
  return join(folder, "database.moved");
}

/** Opens the embedded database, whatever else there is. @throws as `openStore` does. */
export async function openEmbedded(folder: string, onProgress?: StoreOptions["onProgress"]): Promise<Store> {
  await mkdir(folder, { recursive: true });
  // Two embedded instances would open one folder without an error and ruin it.
  const lock = acquirePidLock(join(folder, "database.lock"), `The database in ${folder}`);
  try {
    const { promise: ended, resolve } = Promise.withResolvers<Error>();
    const db = new Kysely<Database>({ dialect: embeddedDialect(embeddedFolder(folder), resolve) });
    const store = await ready({ db, engine: "pglite", ended }, () => lock.release(), onProgress);
    // The folder is this process's alone: whoever held a key here has died, and need not be waited for.
    await db.updateTable("relay_sender").set({ held_until: 0n }).execute();
    return store;
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Opens a PostgreSQL, whatever else there is. @throws as `openStore` does. */
export async function openServer(databaseUrl: string, onProgress?: StoreOptions["onProgress"]): Promise<Store> {
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
    return await ready({ db, engine: "postgresql", ended: new Promise(() => {}) }, () => {}, onProgress);
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

async function ready(
  store: Omit<Store, "close">,
  release: () => void,
  onProgress: StoreOptions["onProgress"],
): Promise<Store> {
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    await store.db.destroy();
    release();
  };
  try {
    await migrate(store.db);
    const isDropped = await prepareIndex(store.db);
    if (isDropped) onProgress?.("the index is of another version: it is dropped, and the ledger is read again");
  } catch (error) {
    await close();
    throw error;
  }
  return { ...store, close };
}
