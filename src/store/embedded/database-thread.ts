import { parentPort, workerData } from "node:worker_threads";
import { PGlite, type PGliteOptions, types } from "@electric-sql/pglite";
import type { DatabaseAnswer, DatabaseErrorFields, DatabaseRequest, DatabaseStart } from "./database-request.ts";
import { keptDatabase, provideDatabase } from "./empty-database.ts";

/** The embedded database in a thread of its own: what it computes holds up nobody else. `workerData` is a `DatabaseStart`. */
const port = parentPort;
if (port === null) throw new Error("The embedded database runs in a thread.");

/** Changes after which it is looked for tables that want tidying. A server has a process for that; here, nobody else would ever do it. */
const CHANGES_PER_LOOK = 300;
/** A table wants it after so many changed rows and as many more as it has rows: a table that grows is looked through at each doubling. */
const ROWS_MINIMUM = 1_000;

let changes = 0;
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
    // What a tenth of the usual sample tells of a table is enough to plan by, and whoever waits has it ten times sooner.
    startParams: [...PGlite.defaultStartParams, "-c", "wal_init_zero=off", "-c", "default_statistics_target=10"],
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
 * Counts transactions, and what changes something outside of one; now and then tidies the tables that have changed much: the room of rows that are gone is given free, and queries are
 * planned by what a table holds now. It is what a server's own process does (PostgreSQL, "The Autovacuum Daemon"), only less often.
 */
async function tidy(command: string | undefined): Promise<void> {
  if (command === "BEGIN") inTransaction = true;
  if (command === "COMMIT" || command === "ROLLBACK") inTransaction = false;
  if (inTransaction || command === "SELECT") return;
  changes += 1;
  if (changes < CHANGES_PER_LOOK) return;
  changes = 0;
  try {
    // What was changed within the last second is otherwise not told yet.
    await database.query("select pg_stat_force_next_flush()");
    const { rows } = await database.query<{ name: string }>(
      `select format('%I.%I', schemaname, told.relname) as name from pg_stat_user_tables told join pg_class on pg_class.oid = relid
        where n_mod_since_analyze > $1 + greatest(reltuples, 0)`,
      [ROWS_MINIMUM],
    );
    for (const { name } of rows) await database.query(`vacuum (analyze) ${name}`);
  } catch (error) {
    // It costs room and time, and nothing else, if that fails; the next one may go well.
    process.emitWarning(`tidying the database failed: ${String(error)}`);
  }
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
