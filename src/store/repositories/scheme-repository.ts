import type { Kysely, Selectable } from "kysely";
import type { Database } from "../database.ts";
import type { IndexTables } from "../index-schema/index-tables.ts";

export type SchemeRow = Selectable<IndexTables["scheme"]>;

/** Schemes with their terms as they stand. */
export class SchemeRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** All of them, by their numbers: governance sets a handful. */
  all(): Promise<SchemeRow[]> {
    return this.#db.selectFrom("scheme").selectAll().orderBy("id").execute();
  }
}
