import type { Kysely, Selectable } from "kysely";
import type { Address } from "../../domain/hex.ts";
import type { Database } from "../database.ts";
import type { IndexTables } from "../index-schema/index-tables.ts";
import { type Cursor, type Page, pageOf } from "./page.ts";

export type ExportRuleRow = Selectable<IndexTables["export_rule"]>;
export type ExportPermitRow = Selectable<IndexTables["export_permit"]> & { drawn_grams: bigint };

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
