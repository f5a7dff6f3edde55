import { type Kysely, type Selectable, sql } from "kysely";
import type { Address } from "../../domain/hex.ts";
import { type GramMove, gramMoveEvents } from "../../domain/permit-move.ts";
import type { Database } from "../database.ts";
import type { IndexTables } from "../index-schema/index-tables.ts";
import { type Cursor, type Page, pageOf } from "./page.ts";

export type ExportRuleRow = Selectable<IndexTables["export_rule"]>;
export type ExportPermitRow = Selectable<IndexTables["export_permit"]> & { drawn_grams: bigint };

/** A permit, and what a consignment took from it and gave back. */
export type PermitUse = Pick<ExportPermitRow, "number" | "statement" | "country"> & {
  taken_grams: bigint;
  given_back_grams: bigint;
};

/** Which permits are asked for. */
export interface ExportPermitFilter {
  exporter?: Address;
  consignee?: Address;
  country?: string;
  destination?: string;
  /** Only those that may be used at this time, Unix seconds. */
  runningAt?: bigint;
}

/** Rules of export control, and permits. */
export class ExportControlRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** All rules, by their numbers: governance sets a handful. */
  rules(): Promise<ExportRuleRow[]> {
    return this.#db.selectFrom("export_rule").selectAll().orderBy("rule").execute();
  }

  /** Permits by their numbers. */
  async permitsNumbered(numbers: readonly bigint[]): Promise<Selectable<IndexTables["export_permit"]>[]> {
    if (numbers.length === 0) return [];
    return this.#db
      .selectFrom("export_permit")
      .selectAll()
      .where("number", "in", [...numbers])
      .execute();
  }

  /** Permits by the statements that granted them. */
  async permitsOf(statements: readonly string[]): Promise<Selectable<IndexTables["export_permit"]>[]> {
    if (statements.length === 0) return [];
    return this.#db
      .selectFrom("export_permit")
      .selectAll()
      .where("statement", "in", [...statements])
      .execute();
  }

  /** Permits that grams of a consignment were taken from, by their numbers. They are among those of its sender for its recipient. */
  async usedBy({ id, sender, recipient }: Selectable<IndexTables["consignment"]>): Promise<PermitUse[]> {
    const number = sql<string>`(act.args->>'number')`;
    const moved = (move: GramMove) =>
      sql<bigint>`coalesce(sum((act.args->>'grams')::int8) filter (where act.event = ${gramMoveEvents[move]}), 0)::int8`;
    return this.#db
      .selectFrom("export_permit as permit")
      .innerJoin("governance_act as act", (join) => join.on(number, "=", sql<string>`permit.number::text`))
      .select(["permit.number", "permit.statement", "permit.country"])
      .select([moved("taken").as("taken_grams"), moved("given-back").as("given_back_grams")])
      .where("permit.exporter", "=", sender)
      .where("permit.consignee", "=", recipient)
      .where("act.contract", "=", "ExportControl")
      .where("act.event", "in", Object.values(gramMoveEvents))
      .where(sql<string>`act.args->>'consignment'`, "=", id)
      .groupBy(["permit.number", "permit.statement", "permit.country"])
      .orderBy("permit.number")
      .execute();
  }

  /** A page of permits, the oldest first. */
  async permits(
    { exporter, consignee, country, destination, runningAt }: ExportPermitFilter,
    { after, limit }: { after?: Cursor; limit: number },
  ): Promise<Page<ExportPermitRow>> {
    let query = this.#db
      .selectFrom("export_permit")
      .innerJoin("export_permit_use", "export_permit_use.number", "export_permit.number")
      .selectAll("export_permit")
      .select("export_permit_use.drawn_grams")
      .orderBy("block_number")
      .orderBy("log_index")
      .limit(limit + 1);
    if (exporter !== undefined) query = query.where("exporter", "=", exporter);
    if (consignee !== undefined) query = query.where("consignee", "=", consignee);
    if (country !== undefined) query = query.where("country", "=", country);
    if (destination !== undefined) query = query.where("destination", "=", destination);
    if (runningAt !== undefined) {
      query = query
        .where("withdrawn_at", "is", null)
        .where("valid_from", "<=", runningAt)
        .where("valid_until", ">=", runningAt);
    }
    if (after !== undefined) {
      const { blockNumber, logIndex } = after;
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("block_number", "log_index"), ">", tuple(blockNumber, logIndex)),
      );
    }
    return pageOf(await query.execute(), limit);
  }
}
