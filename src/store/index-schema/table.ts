import type { Column } from "./column.ts";

/**
 * How rows come and go.
 * chain: the index keeps them of the ledger's blocks, and about itself.
 * state: rows that change. What they were is kept as long as a fork may take a block back.
 * added: rows that never change. A fork takes them back by the number of their block.
 * judged: what rules found in blocks that no fork reaches any more.
 */
export type TableKind = "chain" | "state" | "added" | "judged";

type Columns = Readonly<Record<string, Column<unknown>>>;

/** A table of the index. */
export interface Table<
  Kind extends TableKind = TableKind,
  C extends Columns = Columns,
  Key extends readonly string[] = readonly string[],
> {
  readonly kind: Kind;
  readonly columns: C;
  /** Columns of the primary key; none for a table without one. */
  readonly key: Key;
  /** Further indexes by name, in SQL from the columns on. */
  readonly indexes: Readonly<Record<string, string>>;
  /** Those of them that admit no two alike. */
  readonly uniqueIndexes: Readonly<Record<string, string>>;
}

/** A row as Kysely reads and writes it. */
export type RowOf<T extends Table> = { [Name in keyof T["columns"]]: ValueOf<T["columns"][Name]> };

/** Values of a row's key, in the order of its columns. */
export type KeyOf<T extends Table> = ValuesOf<T["columns"], T["key"]>;

type ValuesOf<C extends Columns, Names extends readonly string[]> = {
  -readonly [Index in keyof Names]: ValueOf<C[Names[Index]]>;
};

type ValueOf<C> = C extends Column<infer Value> ? Value : never;

interface Declared<C extends Columns, Key extends readonly (keyof C & string)[]> {
  columns: C;
  key: Key;
  indexes?: Record<string, string>;
  uniqueIndexes?: Record<string, string>;
}

/** Declares a table that the index keeps of the ledger's blocks, or about itself. */
export const chainTable = <C extends Columns, const Key extends readonly (keyof C & string)[]>(
  declared: Declared<C, Key>,
) => table("chain", declared);

/** Declares a table of current state. */
export const stateTable = <C extends Columns, const Key extends readonly (keyof C & string)[]>(
  declared: Declared<C, Key>,
) => table("state", declared);

/** Declares a table to which rows are only added. */
export const addedTable = <
  C extends Columns & { block_number: Column<bigint> },
  const Key extends readonly (keyof C & string)[],
>(
  declared: Declared<C, Key>,
) => table("added", declared);

/** Declares a table of what rules found. */
export const judgedTable = <C extends Columns, const Key extends readonly (keyof C & string)[]>(
  declared: Declared<C, Key>,
) => table("judged", declared);

function table<Kind extends TableKind, C extends Columns, Key extends readonly (keyof C & string)[]>(
  kind: Kind,
  { columns, key, indexes = {}, uniqueIndexes = {} }: Declared<C, Key>,
): Table<Kind, C, Key> {
  return { kind, columns, key, indexes, uniqueIndexes };
}

/** Statements that make a table and its indexes. */
export function creationOf(name: string, { columns, key, indexes, uniqueIndexes }: Table): string[] {
  const lines = Object.entries(columns).map(
    ([column, { sql, isOptional }]) => `${column} ${sql}${isOptional ? "" : " not null"}`,
  );
  if (key.length > 0) lines.push(`primary key (${key.join(", ")})`);
  return [
    `create table ${name} (${lines.join(", ")})`,
    ...Object.entries(indexes).map(([index, on]) => `create index ${index} on ${name} ${on}`),
    ...Object.entries(uniqueIndexes).map(([index, on]) => `create unique index ${index} on ${name} ${on}`),
  ];
}
