import DataLoader from "dataloader";
import { type Kysely, type Selectable, sql } from "kysely";
import type { Address, Hex } from "../../domain/hex.ts";
import type { UnitScan } from "../../domain/unit-scans.ts";
import { type GramRanges, gramsIn } from "../../units/gram-range.ts";
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

interface Gram {
  lot: Hex;
  gram: bigint;
}

/** Who names grams of a statement: who stated it; or, where they arrived by it with a consignment, whose hand they came into. */
export interface ClaimOf {
  statement: Hex;
  arrival?: { consignment: Hex; holder: Address } | undefined;
}

/** A statement that names a gram; as an arrival, with its consignment and whose hand it came into. */
export type NamingRow = StatementRow & { arrival_of: string | null; arrival_holder: string };

/** Statements that name grams of a lot, in the ledger's order, and which grams each of them names. */
export interface Namings {
  rows: NamingRow[];
  /** Ranges, each with the place of its statement among the rows. */
  ranges: { row: number; first: bigint; last: bigint }[];
}

/** A lot's grams in a consignment, and how many of them were named. */
export interface NamedArrivals {
  sent: bigint;
  /** In the recipient's hand, and in the sender's again. */
  received: bigint;
  returned: bigint;
  /** How many of those each side has named. */
  named: ReadonlyMap<string, bigint>;
  /** Whether the sender has named those that it sent. */
  isSentNamed: boolean;
}

/** What a lot was made from, by which statement, and how many grams of each went in. */
export interface LotParents {
  step: Hex;
  lots: { lot: Hex; lotNumber: string; grams: bigint }[];
}

/** Ranges of grams that are looked for one by one. */
const fewRanges = 50;

/** Grams that the database is asked about at once. */
const gramsAtOnce = 100;

/** Scans of one gram that are remembered. More of them say nothing more. */
const mostScans = 200;

/** What is registered of codes of grams, under which GTIN they are sold, and where they were seen. */
export class UnitRepository {
  readonly #db: Kysely<Database>;
  readonly #seen = new DataLoader((grams: readonly Gram[]) => this.#seenAmong(grams), {
    cache: false,
    maxBatchSize: gramsAtOnce,
    batchScheduleFn: setImmediate,
  });

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

  /** Grams that were named of a statement, in rising order. */
  async claimsOf({ statement, arrival }: ClaimOf): Promise<UnitClaim[]> {
    const rows = await this.#db
      .selectFrom("unit_claim")
      .select(["lot", "first_gram", "last_gram"])
      .where("statement", "=", statement)
      .where("holder", "=", arrival?.holder ?? "")
      .orderBy("lot")
      .orderBy("first_gram")
      .execute();
    return rows.map(({ lot, first_gram: first, last_gram: last }) => ({ lot, first, last }));
  }

  /**
   * Keeps which grams a statement moved, or brought into a hand, of some lots.
   * @returns False where others were named of one of them before; then nothing is kept.
   */
  claim({ statement, arrival }: ClaimOf, named: ReadonlyMap<Hex, GramRanges>): Promise<boolean> {
    const [holder, arrival_of] = [arrival?.holder ?? "", arrival?.consignment ?? null];
    return this.#db.transaction().execute(async (transaction) => {
      // Whoever comes second waits here, and finds what the first has said.
      await sql`select pg_advisory_xact_lock(hashtext(${statement}))`.execute(transaction);
      const before = Map.groupBy(
        await transaction
          .selectFrom("unit_claim")
          .select(["lot", "first_gram", "last_gram"])
          .where("statement", "=", statement)
          .where("holder", "=", holder)
          .where("lot", "in", [...named.keys()])
          .orderBy("first_gram")
          .execute(),
        ({ lot }) => lot,
      );
      for (const [lot, ranges] of before) {
        const stood = ranges.map(({ first_gram, last_gram }) => `${first_gram}-${last_gram}`).join();
        if (stood !== (named.get(lot) ?? []).map(({ first, last }) => `${first}-${last}`).join()) return false;
      }
      const fresh = [...named].filter(([lot]) => !before.has(lot));
      await insertRows(
        transaction,
        "unit_naming",
        fresh.map(([lot, ranges]) => ({ statement, holder, lot, arrival_of, grams: gramsIn(ranges) })),
      );
      const rows = fresh.flatMap(([lot, ranges]) =>
        ranges.map(({ first, last }) => ({ statement, holder, lot, first_gram: first, last_gram: last })),
      );
      await insertRows(transaction, "unit_claim", rows);
      return true;
    });
  }

  /** What `moves` and `scans` answer. The database is asked at once about all grams that are asked about in one turn of the loop. */
  async told(lot: Hex, gram: bigint): Promise<{ moves: NamingRow[]; scans: UnitScan[] }> {
    const { moved, scans } = await this.#seen.load({ lot, gram });
    return { moves: moved ? await this.moves(lot, gram) : [], scans };
  }

  /** Whether statements name grams, as they do few, and where they were seen. */
  async #seenAmong(grams: readonly Gram[]): Promise<{ moved: boolean; scans: UnitScan[] }[]> {
    const lots = grams.map(({ lot }) => lot);
    const indices = grams.map(({ gram }) => String(gram));
    const { rows } = await sql<{ moved: boolean; scans: string | null }>`
      select
        exists (select from unit_claim where lot = asked.lot and first_gram <= asked.gram and last_gram >= asked.gram) as moved,
        (
          select json_agg(seen)::text from (
            select country, hour, scans, after_end from unit_scan where lot = asked.lot and gram = asked.gram
            order by hour desc, country limit ${sql.lit(mostScans)}
          ) seen
        ) as scans
      from unnest(${lots}::text[], ${indices}::int8[]) with ordinality as asked (lot, gram, place) order by place
    `.execute(this.#db);
    return rows.map(({ moved, scans }) => ({
      moved,
      scans: (JSON.parse(scans ?? "[]") as Parameters<typeof scanOf>[0][]).map(scanOf),
    }));
  }

  /** Statements on the ledger that name some of these grams of a lot, which stand in rising order, and perhaps some between them. */
  async namings(lot: Hex, asked: GramRanges): Promise<Namings> {
    const [first, last] = [asked[0]?.first ?? 0n, asked.at(-1)?.last ?? -1n];
    const [rows, claims] = await Promise.all([
      this.#namings(lot, first, last).execute(),
      this.#db
        .selectFrom("unit_claim")
        .select(["statement", "holder", "first_gram", "last_gram"])
        .where("lot", "=", lot)
        .where("first_gram", "<=", last)
        .where("last_gram", ">=", first)
        // Whoever asks for few grams is not answered from all that were ever named between them.
        .$if(asked.length <= fewRanges, (query) =>
          query.where(({ eb, or, and }) =>
            or(asked.map((range) => and([eb("first_gram", "<=", range.last), eb("last_gram", ">=", range.first)]))),
          ),
        )
        .execute(),
    ]);
    const places = new Map(rows.map((row, place) => [`${row.digest} ${row.arrival_holder}`, place]));
    const ranges = claims.flatMap((claim) => {
      const row = places.get(`${claim.statement} ${claim.holder}`);
      return row === undefined ? [] : [{ row, first: claim.first_gram, last: claim.last_gram }];
    });
    return { rows, ranges };
  }

  /** Statements on the ledger that name a gram of a lot, in its order. */
  moves(lot: Hex, gram: bigint): Promise<NamingRow[]> {
    return this.#namings(lot, gram, gram).execute();
  }

  #namings(lot: Hex, first: bigint, last: bigint) {
    const naming = this.#db
      .selectFrom("unit_claim")
      .select(["statement", "holder"])
      .distinct()
      .where("lot", "=", lot)
      .where("first_gram", "<=", last)
      .where("last_gram", ">=", first)
      .as("claim");
    return this.#db
      .selectFrom(naming)
      .innerJoin("unit_naming", (join) =>
        join
          .onRef("unit_naming.statement", "=", "claim.statement")
          .onRef("unit_naming.holder", "=", "claim.holder")
          .on("unit_naming.lot", "=", lot),
      )
      .innerJoin("statement_included", "statement_included.digest", "claim.statement")
      .selectAll("statement_included")
      .select(["unit_naming.arrival_of", "unit_naming.holder as arrival_holder"])
      .orderBy("block_number")
      .orderBy("log_index")
      .orderBy("arrival_holder");
  }

  /** Grams that came into a hand with a consignment, as was named. */
  async arrivedBy({ consignment, holder }: { consignment: Hex; holder: Address }): Promise<UnitClaim[]> {
    const rows = await this.#db
      .selectFrom("unit_naming")
      .innerJoin("statement_included", "statement_included.digest", "unit_naming.statement")
      .innerJoin("unit_claim", (join) =>
        join
          .onRef("unit_claim.statement", "=", "unit_naming.statement")
          .onRef("unit_claim.holder", "=", "unit_naming.holder")
          .onRef("unit_claim.lot", "=", "unit_naming.lot"),
      )
      .select(["unit_claim.lot", "first_gram", "last_gram"])
      .where("arrival_of", "=", consignment)
      .where("unit_naming.holder", "=", holder)
      .execute();
    return rows.map(({ lot, first_gram: first, last_gram: last }) => ({ lot, first, last }));
  }

  /** What became of a lot's grams in consignments, and how many of them were named, by consignments. */
  async arrivals(lot: Hex, consignments: readonly string[]): Promise<Map<string, NamedArrivals>> {
    if (consignments.length === 0) return new Map();
    const [lines, namings] = await Promise.all([
      this.#db
        .selectFrom("consignment_line")
        .select(["consignment", "sent_grams", "received_grams", "returned_grams"])
        .where("lot", "=", lot)
        .where("consignment", "in", consignments)
        .execute(),
      this.#db
        .selectFrom("unit_naming")
        .innerJoin("statement_included", "statement_included.digest", "unit_naming.statement")
        .select(["statement", "holder", "arrival_of", "grams"])
        .where("lot", "=", lot)
        .where(({ eb, or, and }) =>
          or([eb("arrival_of", "in", consignments), and([eb("statement", "in", consignments), eb("holder", "=", "")])]),
        )
        .execute(),
    ]);
    return new Map(
      lines.map(({ consignment, sent_grams: sent, received_grams, returned_grams: returned }) => {
        const named = new Map<string, bigint>();
        for (const { holder, arrival_of, grams } of namings) {
          if (arrival_of === consignment) named.set(holder, (named.get(holder) ?? 0n) + grams);
        }
        const isSentNamed = namings.some(({ statement, holder }) => statement === consignment && holder === "");
        return [consignment, { sent, received: received_grams ?? 0n, returned, named, isSentNamed }];
      }),
    );
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
    return rows.map(scanOf);
  }
}

function scanOf(row: { country: string; hour: bigint | number; scans: bigint | number; after_end: boolean }): UnitScan {
  return { country: row.country, hour: Number(row.hour), count: Number(row.scans), isAfterEnd: row.after_end };
}
