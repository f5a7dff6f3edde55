import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Database } from "./database.ts";
import { embeddedFolder, movedFolder, openEmbedded, openServer } from "./open-store.ts";

/** A table of which every row was moved. */
export interface MovedTable {
  name: string;
  rows: number;
}

/** Rows that travel at once: few at first, then as many as make up some megabytes, for documents are large and statements small. */
const FIRST_ROWS = 4;
const ROWS_MAXIMUM = 4_000;
const BYTES_AT_ONCE = 4_000_000;

/**
 * Moves all that an embedded database holds into an empty PostgreSQL, in one transaction there, and compares both before it counts.
 * The embedded database is kept under another name. Called again after a kill, it ends what was begun.
 * @throws Error, one clear sentence, if the service runs, there is nothing to move, or the PostgreSQL holds anything else.
 */
export async function moveStore(
  { folder, databaseUrl }: { folder: string; databaseUrl: string },
  onTable: (table: MovedTable) => void = () => {},
): Promise<MovedTable[]> {
  if (!existsSync(embeddedFolder(folder))) throw new Error(`There is no embedded database in ${folder} to be moved.`);
  if (existsSync(movedFolder(folder))) {
    throw new Error(`${movedFolder(folder)} is there already, from an earlier move. Put it elsewhere first.`);
  }
  const from = await openEmbedded(folder);
  try {
    const to = await openServer(databaseUrl);
    try {
      const moved = await copyAll(from.db, to.db, onTable);
      await from.close();
      await rename(embeddedFolder(folder), movedFolder(folder));
      return moved;
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

function copyAll(
  from: Kysely<Database>,
  to: Kysely<Database>,
  onTable: (table: MovedTable) => void,
): Promise<MovedTable[]> {
  return from.transaction().execute((source) =>
    to.transaction().execute(async (target) => {
      // Times are compared as texts.
      for (const side of [source, target]) await sql`set local time zone 'UTC'`.execute(side);
      // While one side computes, the other has nothing to do.
      await sql`set local idle_in_transaction_session_timeout = 0`.execute(target);
      const names = await tablesInOrder(target);
      const isEmpty = (await Promise.all(names.map((name) => isEmptyTable(target, name)))).every(Boolean);
      const moved: MovedTable[] = [];
      for (const name of names) {
        if (isEmpty) await copyTable(source, target, name);
        const [there, here] = [await fingerprintOf(target, name), await fingerprintOf(source, name)];
        if (there.hash !== here.hash) {
          throw new Error(
            isEmpty
              ? `Of the table ${name} something else arrived than was sent; nothing was moved.`
              : "The PostgreSQL that DATABASE_URL names is not empty, and holds something else. Name an empty database.",
          );
        }
        moved.push({ name, rows: here.rows });
        onTable({ name, rows: here.rows });
      }
      return moved;
    }),
  );
}

/** Every table but those that say which version made the tables, each behind those that it refers to. */
async function tablesInOrder(db: Transaction<Database>): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE' order by table_name`.execute(db);
  const { rows: references } = await sql<{ child: string; parent: string }>`
    select conrelid::regclass::text as child, confrelid::regclass::text as parent from pg_constraint
    where contype = 'f' and connamespace = current_schema()::regnamespace`.execute(db);
  const ordered = new Set<string>();
  const add = (name: string): void => {
    for (const { child, parent } of references) if (child === name && !ordered.has(parent)) add(parent);
    ordered.add(name);
  };
  for (const { name } of tables) if (name !== "index_version" && !name.startsWith("kysely_")) add(name);
  return [...ordered];
}

async function isEmptyTable(db: Transaction<Database>, name: string): Promise<boolean> {
  const { rows } = await sql`select from ${sql.table(name)} limit 1`.execute(db);
  return rows.length === 0;
}

/** Rows travel as JSON text, which both engines write and read exactly, and which is never taken apart here. */
async function copyTable(source: Transaction<Database>, target: Transaction<Database>, name: string): Promise<void> {
  const table = sql.table(name);
  await sql`declare moving cursor for select to_json(t)::text as row from ${table} t`.execute(source);
  for (let count = FIRST_ROWS; ; ) {
    const { rows } = await sql<{ row: string }>`fetch ${sql.lit(count)} from moving`.execute(source);
    if (rows.length === 0) break;
    const text = `[${rows.map(({ row }) => row).join(",")}]`;
    await sql`insert into ${table} overriding system value
      select * from json_populate_recordset(null::${table}, ${Buffer.from(text)}::json)`.execute(target);
    const fitting = Math.ceil((count * BYTES_AT_ONCE) / text.length);
    count = Math.max(1, Math.min(fitting, count * 4, ROWS_MAXIMUM));
  }
  await sql`close moving`.execute(source);
  await copySequences(source, target, name);
}

/** What counts the rows goes on from where it was, whatever rows have gone since. */
async function copySequences(
  source: Transaction<Database>,
  target: Transaction<Database>,
  name: string,
): Promise<void> {
  const { rows } = await sql<{ column: string }>`
    select column_name as column from information_schema.columns
    where table_schema = current_schema() and table_name = ${name} and is_identity = 'YES'`.execute(target);
  for (const { column } of rows) {
    const sequence = `${name}_${column}_seq`;
    const { rows: counts } = await sql<{ last_value: bigint; is_called: boolean }>`
      select last_value, is_called from ${sql.table(sequence)}`.execute(source);
    for (const { last_value, is_called } of counts) {
      await sql`select setval(${sequence}, ${last_value}::int8, ${is_called})`.execute(target);
    }
  }
}

/** How many rows a table has, and a hash of all of them. */
async function fingerprintOf(db: Transaction<Database>, name: string): Promise<{ rows: number; hash: string }> {
  const { rows } = await sql<{ rows: number; hash: string }>`
    select count(*)::int4 as rows, coalesce(md5(string_agg(hash, '' order by hash collate "C")), '') as hash
    from (select md5(to_json(t)::text) as hash from ${sql.table(name)} t) hashes`.execute(db);
  return rows[0] ?? { rows: 0, hash: "" };
}
