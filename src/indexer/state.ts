import type { Insertable, Kysely, RawBuilder } from "kysely";
import type { Database } from "../store/database.ts";
import { indexTables, type StateTableName, stateTableNames } from "../store/index-schema/index-tables.ts";
import { insertions } from "../store/insert-rows.ts";
import { StateTable } from "./state-table.ts";

type StateTables = { readonly [T in StateTableName]: StateTable<T> };
type UndoRow = Omit<Insertable<Database["undo"]>, "key" | "previous"> & { key: object; previous: object | null };

/** Current state while blocks are folded into it. */
export class State {
  readonly tables: StateTables;
  readonly #undo: UndoRow[] = [];
  readonly #changedInBlock = new Set<string>();
  #block: bigint | undefined;

  constructor() {
    const beforeChange = this.#remember.bind(this);
    this.tables = Object.fromEntries(
      stateTableNames.map((name) => [name, new StateTable(name, beforeChange)]),
    ) as StateTables;
  }

  /** Loads every row that was wanted. */
  async load(db: Kysely<Database>): Promise<void> {
    for (const table of Object.values(this.tables)) await table.load(db);
  }

  /** Begins a block. @param revocable Whether the block may yet be unwound, so that what it changes is to be kept. */
  beginBlock(number: bigint, revocable: boolean): void {
    this.#block = revocable ? number : undefined;
    this.#changedInBlock.clear();
  }

  /** How many rows it holds in memory. */
  get size(): number {
    return Object.values(this.tables).reduce((sum, table) => sum + table.size, 0);
  }

  /** What has changed since this was asked last, and what the rows were before each revocable block, as statements that write it. */
  *takeChanges(): Generator<RawBuilder<unknown>> {
    for (const table of Object.values(this.tables)) yield* table.takeChanges();
    yield* insertions("undo", this.#undo.splice(0));
  }

  #remember(table: StateTableName, id: string, keyed: object, previous: object | undefined): void {
    if (this.#block === undefined) return;
    const place = `${table}/${id}`;
    if (this.#changedInBlock.has(place)) return;
    const position = this.#changedInBlock.size;
    this.#changedInBlock.add(place);
    const columns: readonly string[] = indexTables[table].key;
    const key = Object.fromEntries(columns.map((column) => [column, (keyed as Record<string, unknown>)[column]]));
    this.#undo.push({ block_number: this.#block, position, table_name: table, key, previous: previous ?? null });
  }
}
