import type { ColumnType, Generated } from "kysely";
import type { JsonObject } from "../../statements/codec.ts";

/** A `json` or `jsonb` column that holds an object: written as JSON text, read as an object. */
export type JsonObjectColumn = ColumnType<JsonObject, string, string>;

/** A column: its type in SQL, and what Kysely reads from it and writes to it. */
export interface Column<Value> {
  readonly sql: string;
  readonly isOptional?: boolean;
  /** Never there: it only carries the type. */
  readonly value?: Value;
}

/** Text, or one of the words that the parameter names. */
export const text = <Value extends string = string>(): Column<Value> => ({ sql: "text" });

/** A list of texts. */
export const texts = <Value extends string = string>(): Column<Value[]> => ({ sql: "text[]" });

export const int4 = (): Column<number> => ({ sql: "int4" });

export const int4s = (): Column<number[]> => ({ sql: "int4[]" });

export const int8 = (): Column<bigint> => ({ sql: "int8" });

/** A whole number of so many digits. */
export const numeric = (digits: number): Column<bigint> => ({ sql: `numeric(${digits})` });

export const bool = (): Column<boolean> => ({ sql: "bool" });

/** An object that is read as a whole. */
export const json = (): Column<JsonObjectColumn> => ({ sql: "json" });

/** The same, where there may be none. */
export const optionalJson = (): Column<ColumnType<JsonObject | null, string | null, string | null>> => ({
  sql: "json",
  isOptional: true,
});

/** An object that queries look into. */
export const jsonb = (): Column<JsonObjectColumn> => ({ sql: "jsonb" });

/** Counts the rows in the order in which they are inserted. */
export const counted = (): Column<Generated<bigint>> => ({ sql: "int8 generated always as identity unique" });

/** A column that may hold null. */
export function optional<Value>({ sql }: Column<Value>): Column<Value | null> {
  return { sql, isOptional: true };
}

/** A column whose values the database checks, too. @param condition In SQL. */
export function checked<Value>({ sql, ...rest }: Column<Value>, condition: string): Column<Value> {
  return { ...rest, sql: `${sql} check (${condition})` };
}
