import { type Kysely, type Selectable, sql } from "kysely";
import type { Address, Hex } from "../../domain/hex.ts";
import type { UnitScan } from "../../domain/unit-scans.ts";
import type { Database } from "../database.ts";
import type { IndexTables } from "../index-schema/index-tables.ts";

export type UnitCommitmentRow = Selectable<IndexTables["unit_commitment"]>;

/** Scans of one gram that are remembered. More of them say nothing more. */
const mostScans = 200;

/** What is registered of codes of grams, under which GTIN they are sold, and where they were seen. */
export class UnitRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** What is registered for a lot; undefined if nothing is. */
  commitment(lot: Hex): Promise<UnitCommitmentRow | undefined> {
    return this.#db.selectFrom("unit_commitment").selectAll().where("lot", "=", lot).executeTakeFirst();
  }

  /** Lots of a number whose producer sells them under a GTIN. @param gtin 14 digits. */
  async lotsUnder(gtin: string, lotNumber: string): Promise<Hex[]> {
    const rows = await this.#db
      .selectFrom("unit_gtin")
      .innerJoin("lot", (join) =>
        join.onRef("lot.producer", "=", "unit_gtin.producer").onRef("lot.form", "=", "unit_gtin.form"),
      )
      .innerJoin("unit_commitment", "unit_commitment.lot", "lot.id")
      .select("lot.id")
      .where("unit_gtin.gtin", "=", gtin)
      .where("lot.lot_number", "=", lotNumber)
      .orderBy("lot.id")
      .execute();
    return rows.map(({ id }) => id);
  }

  /** Has a producer's goods of one form sold under a GTIN. */
  async setGtin(producer: Address, form: string, gtin: string): Promise<void> {
    await this.#db
      .insertInto("unit_gtin")
      .values({ producer, form, gtin })
      .onConflict((conflict) => conflict.columns(["producer", "form"]).doUpdateSet({ gtin }))
      .execute();
  }

  /** The GTIN of a producer's goods of one form. */
  async gtinOf(producer: Address, form: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom("unit_gtin")
      .select("gtin")
      .where("producer", "=", producer)
      .where("form", "=", form)
      .executeTakeFirst();
    return row?.gtin;
  }

  /** Counts a scan. Those of one gram in one country within one hour are one row. */
  async count(lot: Hex, index: bigint, { country, hour, isAfterEnd }: Omit<UnitScan, "count">): Promise<void> {
    await this.#db
      .insertInto("unit_scan")
      .values({ lot, gram: index, country, hour: BigInt(hour), scans: 1n, after_end: isAfterEnd })
      .onConflict((conflict) =>
        conflict.columns(["lot", "gram", "hour", "country"]).doUpdateSet({
          scans: sql`unit_scan.scans + 1`,
          after_end: sql`unit_scan.after_end or excluded.after_end`,
        }),
      )
      .execute();
  }

  /** Where and when a gram was seen, the newest first. */
  async scans(lot: Hex, index: bigint): Promise<UnitScan[]> {
    const rows = await this.#db
      .selectFrom("unit_scan")
      .select(["country", "hour", "scans", "after_end"])
      .where("lot", "=", lot)
      .where("gram", "=", index)
      .orderBy("hour", "desc")
      .orderBy("country")
      .limit(mostScans)
      .execute();
    return rows.map(({ country, hour, scans, after_end }) => ({
      country,
      hour: Number(hour),
      count: Number(scans),
      isAfterEnd: after_end,
    }));
  }
}
