import { type Kysely, type Selectable, sql } from "kysely";
import type { Composition } from "../../domain/composition.ts";
import { openStatuses } from "../../domain/consignment.ts";
import { type ElementSymbol, elementSymbols } from "../../domain/elements.ts";
import type { Form } from "../../domain/form.ts";
import type { Address, Hex } from "../../domain/hex.ts";
import type { LotStatus } from "../../domain/lot.ts";
import type { Database } from "../database.ts";
import type { IndexTables } from "../index-schema/index-tables.ts";
import { type Cursor, type Page, pageOf } from "./page.ts";

export type LotRow = Selectable<IndexTables["lot"]>;

/** Which lots are asked for: those for which everything given holds. */
export interface LotFilter {
  producer?: Address;
  lotNumber?: string;
  form?: Form;
  status?: LotStatus;
  /** Who has grams of it in hand. */
  holder?: Address;
  /** Scheme of the certificate. */
  scheme?: number;
  /** An element that was found in it. */
  element?: ElementSymbol;
}

/** What a lot is made of, as it was declared. */
export interface LotMatter {
  lotNumber: string;
  form: Form;
  composition: Composition;
}

/** A line of a consignment, with the consignment it stands in. */
export type LotLine = Selectable<IndexTables["consignment_line"]> & Omit<Selectable<IndexTables["consignment"]>, "id">;

/** Lots as they stand, and where their grams are. */
export class LotRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Lots in the order of their declarations, the newest first. */
  async list(filter: LotFilter, page: { after?: Cursor; limit: number }): Promise<Page<LotRow>> {
    let query = this.#db.selectFrom("lot").selectAll();
    if (filter.producer !== undefined) query = query.where("producer", "=", filter.producer);
    if (filter.lotNumber !== undefined) query = query.where("lot_number", "=", filter.lotNumber);
    if (filter.form !== undefined) query = query.where("form", "=", filter.form);
    if (filter.status !== undefined) query = query.where("status", "=", filter.status);
    if (filter.scheme !== undefined) query = query.where("scheme", "=", filter.scheme);
    if (filter.element !== undefined) query = query.where(sql`${filter.element}`, "=", sql`any(elements)`);
    if (filter.holder !== undefined) {
      const held = this.#db.selectFrom("balance").select("lot").where("holder", "=", filter.holder);
      const seized = this.#db
        .selectFrom("seizure")
        .select("lot")
        .where("authority", "=", filter.holder)
        .where("ended_at", "is", null);
      query = query.where("id", "in", held.union(seized));
    }
    if (page.after !== undefined) {
      const { blockNumber, logIndex, output } = page.after;
      query = query.where(sql<boolean>`(block_number, log_index, output) < (${blockNumber}, ${logIndex}, ${output})`);
    }
    const rows = await query
      .orderBy("block_number", "desc")
      .orderBy("log_index", "desc")
      .orderBy("output", "desc")
      .limit(page.limit + 1)
      .execute();
    return pageOf(rows, page.limit);
  }

  /**
   * Whom lots concern, by the lots' ids: their producers, who has grams of them in hand, both sides of what is under way, and
   * of what was seized and not given back.
   */
  async concerned(ids: readonly Hex[]): Promise<Map<Hex, Set<Address>>> {
    if (ids.length === 0) return new Map();
    const lots = [...new Set(ids)];
    const [made, held, sent, seized] = await Promise.all([
      this.#db.selectFrom("lot").select(["id as lot", "producer as organisation"]).where("id", "in", lots).execute(),
      this.#db.selectFrom("balance").select(["lot", "holder as organisation"]).where("lot", "in", lots).execute(),
      this.#db
        .selectFrom("consignment_line as line")
        .innerJoin("consignment", "consignment.id", "line.consignment")
        .select(["line.lot", "consignment.sender", "consignment.recipient"])
        .where("line.lot", "in", lots)
        .where("consignment.status", "in", openStatuses)
        .execute(),
      this.#db
        .selectFrom("seizure")
        .select(["lot", "holder", "authority"])
        .where("lot", "in", lots)
        .where("ended_at", "is", null)
        .execute(),
    ]);
    const sides = [
      ...sent.map(({ lot, sender, recipient }) => ({ lot, both: [sender, recipient] })),
      ...seized.map(({ lot, holder, authority }) => ({ lot, both: [holder, authority] })),
    ].flatMap(({ lot, both }) => both.map((organisation) => ({ lot, organisation })));
    const byLot = Map.groupBy([...made, ...held, ...sides], ({ lot }) => lot);
    return new Map([...byLot].map(([lot, rows]) => [lot, new Set(rows.map(({ organisation }) => organisation))]));
  }

  /** Numbers of lots, by their ids. */
  async numbers(ids: readonly Hex[]): Promise<Map<Hex, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#db.selectFrom("lot").select(["id", "lot_number"]).where("id", "in", ids).execute();
    return new Map(rows.map(({ id, lot_number }) => [id, lot_number]));
  }

  /** What lots are made of, by their ids. */
  async matter(ids: readonly Hex[]): Promise<Map<string, LotMatter>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom("lot")
      .innerJoin("lot_content", "lot_content.lot", "lot.id")
      .select(["id", "lot_number", "form", "parts_per_hundred_million", "not_found"])
      .where("id", "in", [...new Set(ids)])
      .execute();
    return new Map(
      rows.map((row) => {
        const shares = row.parts_per_hundred_million.map((share, index) =>
          (row.not_found >> index) & 1 ? { detectionLimit: share } : { partsPerHundredMillion: share },
        );
        const composition = Object.fromEntries(elementSymbols.map((symbol, index) => [symbol, shares[index]]));
        return [row.id, { lotNumber: row.lot_number, form: row.form, composition: composition as Composition }];
      }),
    );
  }

  /** A lot by its id. */
  find(id: Hex): Promise<LotRow | undefined> {
    return this.#db.selectFrom("lot").selectAll().where("id", "=", id).executeTakeFirst();
  }

  /** Who has how many grams of a lot in hand, and where. */
  holders(lot: Hex): Promise<{ holder: string; country: string; grams: bigint; transport_milligrams: bigint }[]> {
    return this.#db
      .selectFrom("balance")
      .select(["holder", "country", "grams", "transport_milligrams"])
      .where("lot", "=", lot)
      .orderBy("holder")
      .orderBy("country")
      .execute();
  }

  /** Grams of a lot that were made into others, or put into a site's account, each with what did it. */
  inputs(lot: Hex): Promise<{ consumer: string; grams: bigint }[]> {
    return this.#db
      .selectFrom("lot_input")
      .select(["consumer", "grams"])
      .where("lot", "=", lot)
      .orderBy("block_number")
      .orderBy("consumer")
      .execute();
  }

  /** Every line of a lot in a consignment, in the order of dispatch. */
  lines(lot: Hex): Promise<LotLine[]> {
    return this.#db
      .selectFrom("consignment_line as line")
      .innerJoin("consignment", "consignment.id", "line.consignment")
      .selectAll("line")
      .select([
        "sender",
        "recipient",
        "carrier",
        "from_country",
        "to_country",
        "route",
        "passed",
        "status",
        "dispatched_at",
        "closure",
        "closed_at",
        "shortage_reason",
        "seal_intact",
        "block_number",
        "log_index",
      ])
      .where("line.lot", "=", lot)
      .orderBy("block_number")
      .orderBy("log_index")
      .execute();
  }
}
