import { type Kysely, type RawBuilder, type Selectable, sql } from "kysely";
import type { Database } from "../store/database.ts";
import {
  type IndexKey,
  type IndexTables,
  indexTables,
  type StateTableName,
} from "../store/index-schema/index-tables.ts";
import { insertions, toJson } from "../store/insert-rows.ts";

/** A row of current state. */
export type StateRow<T extends StateTableName> = Selectable<IndexTables[T]>;

/** Told of every row that is about to change, by something that has its key among its columns, with what it is until then. */
export type BeforeChange = (table: StateTableName, id: string, keyed: object, previous: object | undefined) => void;

/**
 * Rows of one table, held in memory while blocks are folded: those wanted are loaded by one query, changes are written by one
 * or two.
 */
export class StateTable<T extends StateTableName> {
  readonly name: T;
  readonly #columns: readonly string[];
  readonly #beforeChange: BeforeChange;
  readonly #rows = new Map<string, StateRow<T> | undefined>();
  readonly #wanted = new Map<string, object>();
  readonly #changed = new Map<string, object>();

  constructor(name: T, beforeChange: BeforeChange) {
    this.name = name;
    this.#columns = keyOf(name);
    this.#beforeChange = beforeChange;
  }

  /** Asks for a row to be loaded, if it is not there yet. */
  want(...key: IndexKey<T>): void {
    const id = key.join("/");
    if (!this.#rows.has(id) && !this.#wanted.has(id)) this.#wanted.set(id, this.#keyOf(key));
  }

  /** Loads what was wanted. */
  async load(db: Kysely<Database>): Promise<void> {
    if (this.#wanted.size === 0) return;
    for (const id of this.#wanted.keys()) this.#rows.set(id, undefined);
    const table = sql.table(this.name);
    const columns = sql.join(this.#columns.map((column) => sql.ref(column)));
    const keys = toJson([...this.#wanted.values()]);
    const { rows } = await sql<StateRow<T>>`select t.* from ${table} t
      join json_populate_recordset(null::${table}, ${keys}::json) wanted using (${columns})`.execute(db);
    for (const row of rows) this.#rows.set(this.#idOf(row), row);
    this.#wanted.clear();
  }

  /** The row as it stands, if it has been loaded already. */
  peek(...key: IndexKey<T>): StateRow<T> | undefined {
    return this.#rows.get(key.join("/"));
  }

  /** The row as it stands. It must have been wanted, or put. */
  get(...key: IndexKey<T>): StateRow<T> | undefined {
    const id = key.join("/");
    if (!this.#rows.has(id)) throw new Error(`${this.name} ${id} is read without having been loaded`);
    return this.#rows.get(id);
  }

  /** The row as it stands, which the contracts' rules say is there. */
  require(...key: IndexKey<T>): StateRow<T> {
    const row = this.get(...key);
    if (row === undefined)
      throw new Error(`${this.name} ${key.join("/")} is not in the index, though an event names it`);
    return row;
  }

  /** Writes a row. Where it may exist already it must have been wanted. */
  put(row: StateRow<T>): void {
    this.#change(this.#idOf(row), row, row);
  }

  /** Removes a row, if it exists. */
  remove(...key: IndexKey<T>): void {
    this.#change(key.join("/"), this.#keyOf(key), undefined);
  }

  /** How many rows it holds. */
  get size(): number {
    return this.#rows.size;
  }

  /** What has changed since this was asked last, as statements that write it to the database. */
  *takeChanges(): Generator<RawBuilder<unknown>> {
    const written: StateRow<T>[] = [];
    const removed: object[] = [];
    for (const [id, keyed] of this.#changed) {
      const row = this.#rows.get(id);
      if (row === undefined) removed.push(keyed);
      else written.push(row);
    }
    this.#changed.clear();
    yield* removals(this.name, removed);
    yield* replacements(this.name, written);
  }

  #change(id: string, keyed: object, row: StateRow<T> | undefined): void {
    this.#beforeChange(this.name, id, keyed, this.#rows.get(id));
    this.#rows.set(id, row);
    this.#changed.set(id, keyed);
  }

  #keyOf(key: IndexKey<T>): object {
    return Object.fromEntries(this.#columns.map((column, i) => [column, key[i]]));
  }

  #idOf(row: StateRow<T>): string {
    return this.#columns.map((column) => (row as Record<string, unknown>)[column]).join("/");
  }
}

/** Statements that write rows of current state over what is there. */
export function replacements(table: StateTableName, rows: readonly object[]): Generator<RawBuilder<unknown>> {
  return insertions(table, rows as never[], { replaceBy: keyOf(table) });
}

/** Statements that remove rows of current state by their keys. */
export function removals(table: StateTableName, keys: readonly object[]): RawBuilder<unknown>[] {
  if (keys.length === 0) return [];
  const matches = keyOf(table).map((column) => sql`t.${sql.ref(column)} = gone.${sql.ref(column)}`);
  return [
    sql`delete from ${sql.table(table)} t
      using json_populate_recordset(null::${sql.table(table)}, ${toJson(keys)}::json) gone
      where ${sql.join(matches, sql` and `)}`,
  ];
}

function keyOf(table: StateTableName): readonly string[] {
  return indexTables[table].key;
}
