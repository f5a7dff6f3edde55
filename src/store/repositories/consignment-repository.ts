import type { Kysely, Selectable } from "kysely";
import type { Hex } from "../../domain/hex.ts";
import type { Database } from "../database.ts";
import type { IndexTables } from "../index-schema/index-tables.ts";

/** A consignment with its lines, in order. */
export type Consignment = Selectable<IndexTables["consignment"]> & {
  lines: Omit<Selectable<IndexTables["consignment_line"]>, "consignment">[];
};

/** Consignments as they stand. */
export class ConsignmentRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** A consignment by its id, the digest of its dispatch. */
  async find(id: Hex): Promise<Consignment | undefined> {
    const [consignment, lines] = await Promise.all([
      this.#db.selectFrom("consignment").selectAll().where("id", "=", id).executeTakeFirst(),
      this.#db
        .selectFrom("consignment_line")
        .select(["line", "lot", "sent_grams", "received_grams", "returned_grams", "transport_milligrams"])
        .where("consignment", "=", id)
        .orderBy("line")
        .execute(),
    ]);
    return consignment && { ...consignment, lines };
  }

  /** Consignments without their lines, in no order; ids that there are not are left out. */
  flows(ids: readonly Hex[]): Promise<Selectable<IndexTables["consignment"]>[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.#db.selectFrom("consignment").selectAll().where("id", "in", ids).execute();
  }
}
