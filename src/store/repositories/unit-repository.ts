import { type Kysely, type Selectable, sql } from "kysely";
import type { Address, Hex } from "../../domain/hex.ts";
import type { UnitScan } from "../../domain/unit-scans.ts";
import { type GramRanges, union } from "../../units/gram-range.ts";
import type { Database } from "../database.ts";
import type { IndexTables } from "../index-schema/index-tables.ts";
import { insertRows } from "../insert-rows.ts";
import type { StatementRow } from "./statement-repository.ts";

export type UnitCommitmentRow = Selectable<IndexTables["unit_commitment"]>;

/** Grams of a lot that follow each other. Both ends belong to them. */
export interface UnitClaim {
  lot: Hex;
  first: bigint;
  last: bigint;
}

/** What a lot was made from, by which statement, and how many grams of each went in. */
export interface LotParents {
  step: Hex;
  lots: { lot: Hex; lotNumber: string; grams: bigint }[];
}

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

  /** Grams that a statement moved, as was said of it, in rising order. */
  async claimsOf(statement: Hex): Promise<UnitClaim[]> {
    const rows = await this.#db
      .selectFrom("unit_claim")
      .select(["lot", "first_gram", "last_gram"])
      .where("statement", "=", statement)
      .orderBy("lot")
      .orderBy("first_gram")
      .execute();
    return rows.map(({ lot, first_gram: first, last_gram: last }) => ({ lot, first, last }));
  }

  /** Keeps which grams a statement moved. @returns Whether nothing was said of it before. */
  claim(statement: Hex, claims: readonly UnitClaim[]): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      // Whoever comes second waits here, and finds what the first has said.
      await sql`select pg_advisory_xact_lock(hashtext(${statement}))`.execute(transaction);
      const known = await transaction
        .selectFrom("unit_claim")
        .select("lot")
        .where("statement", "=", statement)
        .limit(1)
        .executeTakeFirst();
      if (known !== undefined) return false;
      const rows = claims.map(({ lot, first, last }) => ({ statement, lot, first_gram: first, last_gram: last }));
      await insertRows(transaction, "unit_claim", rows);
      return true;
    });
  }

  /** What `moves` and `scans` answer. It is one question to the database where no statement names the gram, as of most. */
  async told(lot: Hex, gram: bigint): Promise<{ moves: StatementRow[]; scans: UnitScan[] }> {
    const { rows } = await sql<{ moved: boolean; scans: string | null }>`
      select exists (select from unit_claim where lot = ${lot} and first_gram <= ${gram} and last_gram >= ${gram}) as moved,
        (select json_agg(seen)::text from (${this.#scans(lot, gram)}) seen) as scans
    `.execute(this.#db);
    const [{ moved, scans } = { moved: false, scans: null }] = rows;
    return {
      moves: moved ? await this.moves(lot, gram) : [],
      scans: (JSON.parse(scans ?? "[]") as Parameters<typeof scanOf>[0][]).map(scanOf),
    };
  }

  /** Grams of a lot that other statements are said to have moved, whether or not the ledger has these. */
  async claimedBesides(statement: Hex, lot: Hex): Promise<GramRanges> {
    const rows = await this.#db
      .selectFrom("unit_claim")
      .select(["first_gram", "last_gram"])
      .where("lot", "=", lot)
      .where("statement", "!=", statement)
      .execute();
    return union(
      rows.map(({ first_gram: first, last_gram: last }) => ({ first, last })),
      [],
    );
  }

  /** Statements on the ledger that are said to have moved a gram of a lot, in its order. */
  moves(lot: Hex, gram: bigint): Promise<StatementRow[]> {
    return this.#db
      .selectFrom("unit_claim")
      .innerJoin("statement_included", "statement_included.digest", "unit_claim.statement")
      .selectAll("statement_included")
      .where("unit_claim.lot", "=", lot)
      .where("first_gram", "<=", gram)
      .where("last_gram", ">=", gram)
      .orderBy("block_number")
      .orderBy("log_index")
      .execute();
  }

  /** Where links stand in a lot's dossier: of one that stands there more than once, first. */
  async positions(lot: Hex, digests: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.#db
      .selectFrom("dossier_link")
      .select(({ fn }) => ["digest", fn.min("position").as("position")])
      .where("lot", "=", lot)
      .where("digest", "in", digests)
      .groupBy("digest")
      .execute();
    return new Map(rows.map(({ digest, position }) => [digest, Number(position)]));
  }

  /** What went into a lot that was made from others, the lots in order of their ids; undefined for one that was not. */
  async parents(lot: Hex): Promise<LotParents | undefined> {
    const rows = await this.#db
      .selectFrom("lot")
      .innerJoin("lot_input", "lot_input.consumer", "lot.made_by")
      .innerJoin("lot as parent", "parent.id", "lot_input.lot")
      .select(["lot_input.consumer", "lot_input.lot", "lot_input.grams", "parent.lot_number"])
      .where("lot.id", "=", lot)
      .orderBy("lot_input.lot")
      .execute();
    const [first] = rows;
    if (first === undefined) return undefined;
    return {
      step: first.consumer,
      lots: rows.map(({ lot: id, grams, lot_number: lotNumber }) => ({ lot: id, lotNumber, grams })),
    };
  }

  /** Grams of a range at which ranges of the lot begin, or others have ended: from one to the next nothing changes. In rising order. */
  async bordersWithin(lot: Hex, { first, last }: Omit<UnitClaim, "lot">): Promise<bigint[]> {
    const rows = await this.#db
      .selectFrom("unit_claim")
      .select(["first_gram", "last_gram"])
      .where("lot", "=", lot)
      .where("first_gram", "<=", last)
      .where("last_gram", ">=", first)
      .execute();
    const borders = rows.flatMap(({ first_gram, last_gram }) => [first_gram, last_gram + 1n]);
    const within = borders.filter((gram) => gram > first && gram <= last);
    return [...new Set([first, ...within])].sort((left, right) => (left < right ? -1 : 1));
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
    return (await this.#scans(lot, index).execute()).map(scanOf);
  }

  #scans(lot: Hex, index: bigint) {
    return this.#db
      .selectFrom("unit_scan")
      .select(["country", "hour", "scans", "after_end"])
      .where("lot", "=", lot)
      .where("gram", "=", index)
      .orderBy("hour", "desc")
      .orderBy("country")
      .limit(mostScans);
  }
}

function scanOf(row: { country: string; hour: bigint | number; scans: bigint | number; after_end: boolean }): UnitScan {
  return { country: row.country, hour: Number(row.hour), count: Number(row.scans), isAfterEnd: row.after_end };
}
