import { type Insertable, type Kysely, type RawBuilder, sql } from "kysely";
import type { Database } from "./database.ts";

/** Inserts that fail loudly on a row that is there already, or replace it. */
export interface InsertOptions {
  /** Columns of the key: a row with the same key is replaced by the new one. */
  replaceBy?: readonly string[];
}

/** Rows of one statement: putting more together would hold up everybody else in this process. */
const ROWS_AT_ONCE = 500;

/**
 * Inserts many rows by few short statements: the rows of each travel as one JSON parameter, which both engines take in far
 * faster than a long list of values.
 * @param db A transaction, where there may be more rows than one statement takes.
 * @param rows Rows that all have the same columns; `bigint` is written exactly, objects go into `json` and `jsonb` columns.
 */
export async function insertRows<T extends keyof Database & string>(
  db: Kysely<Database>,
  table: T,
  rows: readonly JsonRow<Insertable<Database[T]>>[],
  options: InsertOptions = {},
): Promise<void> {
  for (const statement of insertions(table, rows, options)) await statement.execute(db);
}

/** What `insertRows` does, as statements that are still to be executed, each put together when it is asked for. */
export function* insertions<T extends keyof Database & string>(
  table: T,
  rows: readonly JsonRow<Insertable<Database[T]>>[],
  options: InsertOptions = {},
): Generator<RawBuilder<unknown>> {
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const some = rows.slice(start, start + ROWS_AT_ONCE);
    const conflict = options.replaceBy ? replacing(Object.keys(some[0] ?? {}), options.replaceBy) : sql``;
    yield sql`${insertion(table, some)} ${conflict}`;
  }
}

/** The same as a part of a statement. @param rows At least one. */
export function insertion<T extends keyof Database & string>(table: T, rows: readonly object[]): RawBuilder<unknown> {
  const columns = sql.join(Object.keys(rows[0] ?? {}).map((name) => sql.ref(name)));
  return sql`insert into ${sql.table(table)} (${columns})
    select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${toJson(rows)}::json)`;
}

/** A row to insert; a `json` or `jsonb` column takes the object itself. */
export type JsonRow<Row> = { [Column in keyof Row]: Row[Column] | object };

/**
 * Rows as a parameter of type `json`. A `bigint` becomes a string, from which the column's type reads it back exactly; a zero
 * character, which no column can hold, becomes the replacement character.
 * @returns UTF-8, because both engines take bytes as they are, and long texts only after counting them character by character.
 */
export function toJson(rows: readonly object[]): Buffer {
  const text = quickText(rows);
  return Buffer.from(text?.includes("\\u0000") === false ? text : JSON.stringify(rows, plainValue));
}

/** Asking for no value what to write is several times as fast. @returns undefined where a `bigint` stands deeper. */
function quickText(rows: readonly object[]): string | undefined {
  const plain = rows.map((row) => {
    const copy: Record<string, unknown> = {};
    for (const [column, value] of Object.entries(row)) copy[column] = typeof value === "bigint" ? `${value}` : value;
    return copy;
  });
  try {
    return JSON.stringify(plain);
  } catch {
    return undefined;
  }
}

function plainValue(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\ufffd") : value;
}

function replacing(names: string[], key: readonly string[]) {
  const others = names.filter((name) => !key.includes(name));
  const target = sql.join(key.map((name) => sql.ref(name)));
  const values = sql.join(others.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`));
  return sql`on conflict (${target}) do update set ${values}`;
}
