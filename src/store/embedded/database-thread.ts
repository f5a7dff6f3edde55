import { parentPort, workerData } from "node:worker_threads";
import { PGlite, type PGliteOptions, types } from "@electric-sql/pglite";
import type { DatabaseAnswer, DatabaseErrorFields, DatabaseRequest, DatabaseStart } from "./database-request.ts";
import { keptDatabase, provideDatabase } from "./empty-database.ts";

/** The embedded database in a thread of its own: what it computes holds up nobody else. `workerData` is a `DatabaseStart`. */
const port = parentPort;
if (port === null) throw new Error("The embedded database runs in a thread.");

/** How often it is looked for tables that want tidying. A server has a process for that; here, nobody else would ever do it. */
const LOOK_EVERY_MS = 1_000;
/** A table wants it after so many changes, and a share of its rows. */
const CHANGES_MINIMUM = 1_000;
const CHANGES_SHARE = 0.2;

let lookAt = 0;
let inTransaction = false;
/** One after the other, tidying included: what comes next may begin a transaction. */
let handling: Promise<void> = Promise.resolve();

const answer = (message: DatabaseAnswer): void => port.postMessage(message);

let database: PGlite;
try {
  const { folder, engine } = workerData as DatabaseStart;
  const options: PGliteOptions = {
    pgliteWasmModule: engine,
    // What was never written to need not be filled with zeros first: it is not forced to the disk in any case.
    startParams: [...PGlite.defaultStartParams, "-c", "wal_init_zero=off"],
    parsers: { [types.INT8]: BigInt, [types.NUMERIC]: BigInt },
    serializers: { [types.JSON]: jsonParameter },
  };
  await provideDatabase(folder, await keptDatabase(), async (at) => (await PGlite.create(at, options)).close());
  database = await PGlite.create(folder, options);
  port.on("message", (request: DatabaseRequest) => {
    handling = handling.then(() => handle(request));
  });
  answer({ id: 0, type: "result", command: undefined, rows: [], affectedRows: undefined });
} catch (error) {
  answer({ id: 0, type: "error", error: fieldsOf(error) });
}

async function handle(request: DatabaseRequest): Promise<void> {
  const { id } = request;
  try {
    if (request.type === "close") {
      await database.close();
      answer({ id, type: "result", command: undefined, rows: [], affectedRows: undefined });
      port?.close();
      return;
    }
    const { command, rows, affectedRows } = await database.query(request.sql, [...request.parameters]);
    answer({ id, type: "result", command, rows, affectedRows });
    await tidy(command);
  } catch (error) {
    answer({ id, type: "error", error: fieldsOf(error) });
  }
}

/**
 * Tidies the tables that have changed much, when no transaction is open: the room of rows that are gone is given free, and queries are
 * planned by what a table holds now. The rule is that of a server's own process (PostgreSQL, "The Autovacuum Daemon").
 */
async function tidy(command: string | undefined): Promise<void> {
  if (command === "BEGIN") inTransaction = true;
  if (command === "COMMIT" || command === "ROLLBACK") inTransaction = false;
  if (inTransaction || command === "SELECT" || performance.now() < lookAt) return;
  try {
    const { rows } = await database.query<{ name: string }>(
      `select format('%I.%I', schemaname, told.relname) as name from pg_stat_user_tables told join pg_class on pg_class.oid = relid
        where n_mod_since_analyze > $1 + $2 * greatest(reltuples, 0)`,
      [CHANGES_MINIMUM, CHANGES_SHARE],
    );
    for (const { name } of rows) await database.query(`vacuum (analyze) ${name}`);
  } catch (error) {
    // It costs room and time, and nothing else, if that fails; the next one may go well.
    process.emitWarning(`tidying the database failed: ${String(error)}`);
  }
  lookAt = performance.now() + LOOK_EVERY_MS;
}

/** JSON is handed over as text or bytes, which the database takes both, though its types do not say so. */
function jsonParameter(value: string | Uint8Array): string {
  return value as string;
}

function fieldsOf(error: unknown): DatabaseErrorFields {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, code, detail, constraint } = error as Error & DatabaseErrorFields;
  return { message, code, detail, constraint };
}
