import { type Insertable, type Kysely, type RawBuilder, sql } from "kysely";
import type { Database } from "./database.ts";

/** Inserts that fail loudly on a row that is there already, or replace it. */
export interface InsertOptions {
  /** Columns of the key: a row with the same key is replaced by the new one. */
  replaceBy?: readonly string[];
}

/**
 * Inserts many rows by one short statement, whatever their number: the rows travel as one JSON parameter, which both engines
 * take in far faster than a long list of values.
 * @param rows Rows that all have the same columns; `bigint` is written exactly, objects go into `jsonb` columns.
 */
export async function insertRows<T extends keyof Database & string>(
  db: Kysely<Database>,
  table: T,
  rows: readonly JsonRow<Insertable<Database[T]>>[],
  options: InsertOptions = {},
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const conflict = options.replaceBy ? replacing(Object.keys(first), options.replaceBy) : sql``;
  await sql`${insertion(table, rows)} ${conflict}`.execute(db);
}

/** The same as a part of a statement. @param rows At least one. */
export function insertion<T extends keyof Database & string>(table: T, rows: readonly object[]): RawBuilder<unknown> {
  const columns = sql.join(Object.keys(rows[0] ?? {}).map((name) => sql.ref(name)));
  return sql`insert into ${sql.table(table)} (${columns})
    select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${toJson(rows)}::json)`;
}

/** A row to insert; a `jsonb` column takes the object itself. */
export type JsonRow<Row> = { [Column in keyof Row]: Row[Column] | object };

/**
 * JSON text of rows. A `bigint` becomes a string, from which the column's type reads it back exactly; a zero character, which
 * no column can hold, becomes the replacement character.
 */
export function toJson(value: unknown): string {
  if (Array.isArray(value)) {
    const text = plainRowsToJson(value);
    if (text !== undefined) return text;
  }
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === "bigint") return item.toString();
    return typeof item === "string" && item.includes("\0") ? item.replaceAll("\0", "\ufffd") : item;
  });
}

/** The same several times as fast, for rows that have a `bigint` at most as a column and no zero character; else undefined. */
function plainRowsToJson(rows: readonly object[]): string | undefined {
  const plain = rows.map((row) => {
    const copy: Record<string, unknown> = { ...row };
    for (const name in copy) if (typeof copy[name] === "bigint") copy[name] = copy[name].toString();
    return copy;
  });
  try {
    const text = JSON.stringify(plain);
    return text.includes("\\u0000") ? undefined : text;
  } catch {
    // A bigint stands deeper.
    return undefined;
  }
}

function replacing(names: string[], key: readonly string[]) {
  const others = names.filter((name) => !key.includes(name));
  const target = sql.join(key.map((name) => sql.ref(name)));
  const values = sql.join(others.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`));
  return sql`on conflict (${target}) do update set ${values}`;
}
