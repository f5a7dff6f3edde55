import { type Kysely, type Selectable, sql } from "kysely";
import { nanogramsPerGram } from "../../domain/composition.ts";
import type { Hex } from "../../domain/hex.ts";
import type { LotStatus } from "../../domain/lot.ts";
import type { Database } from "../database.ts";
import type { LotInputTable, LotTable, SiteMovementTable } from "../tables/index-tables.ts";

/** A lot of a lineage, as it stands. */
export type AncestorRow = Pick<
  Selectable<LotTable>,
  "id" | "declaration" | "made_by" | "output" | "status" | "disputes" | "footprint_grams_per_kilogram"
>;

/** How an ancestor stands. */
export interface AncestorStanding {
  id: Hex;
  status: LotStatus;
  disputes: number;
  footprintGramsPerKilogram: number;
}

/** A statement as it was recorded. */
export interface RecordedRow {
  digest: Hex;
  kind: string;
  message: object;
  signature: string;
  block_number: bigint;
  log_index: number;
  timestamp: bigint;
}

/** What made what, as far as the index has it. */
export class LineageRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /**
   * A lot and everything that it was made from, in the order of the ledger: whatever went into something stands before it. Into a
   * withdrawal went what was deposited before it in the period that it draws on.
   * @returns One more than the limit if there are more.
   */
  async ancestors(lot: Hex, block: bigint, limit: number): Promise<AncestorRow[]> {
    const { rows } = await sql<AncestorRow>`
      with recursive ancestor(id) as (
        select ${lot}::text
        union
        select input.lot from ancestor
          join lot on lot.id = ancestor.id
          join lateral (
            select lot.made_by as consumer where lot.made_by is not null
            union all
            select deposit.digest from site_movement withdrawal
              join site_movement deposit on deposit.organisation = withdrawal.organisation
                and deposit.site = withdrawal.site and deposit.period = withdrawal.period
                and deposit.direction = 'deposit'
                and (deposit.block_number, deposit.log_index) < (withdrawal.block_number, withdrawal.log_index)
              where withdrawal.digest = lot.made_by and withdrawal.direction = 'withdrawal'
          ) fed on true
          join lot_input input on input.consumer = fed.consumer
      )
      select id, declaration, made_by, output, status, disputes, footprint_grams_per_kilogram
        from (select id from ancestor limit ${limit + 1}) found join lot using (id)
        where block_number <= ${block}
        order by block_number, log_index, output`.execute(this.#db);
    return rows;
  }

  /** How lots stand. */
  async standings(lots: readonly Hex[]): Promise<AncestorStanding[]> {
    const { rows } = await sql<AncestorStanding>`
      select id, status, disputes, footprint_grams_per_kilogram as "footprintGramsPerKilogram"
      from lot where id in (${listed(lots)})`.execute(this.#db);
    return rows;
  }

  /** Statements by their digests, in no order. */
  async statements(digests: readonly Hex[]): Promise<RecordedRow[]> {
    const { rows } = await sql<RecordedRow>`
      select digest, kind, message, signature, block_number, log_index, timestamp
      from statement_included where digest in (${listed(digests)})`.execute(this.#db);
    return rows;
  }

  /** What went into steps and deposits, as it stood then. */
  async inputs(consumers: readonly Hex[]): Promise<Selectable<LotInputTable>[]> {
    const { rows } = await sql<Selectable<LotInputTable>>`
      select * from lot_input where consumer in (${listed(consumers)}) order by consumer, lot`.execute(this.#db);
    return rows;
  }

  /** Everything that was deposited into, and withdrawn from, the periods that withdrawals draw on, in the order of the ledger. */
  async siteMovements(withdrawals: readonly Hex[]): Promise<Selectable<SiteMovementTable>[]> {
    if (withdrawals.length === 0) return [];
    const { rows } = await sql<Selectable<SiteMovementTable>>`
      select distinct movement.* from site_movement withdrawal
        join site_movement movement using (organisation, site, period)
        where withdrawal.digest in (${listed(withdrawals)})
        order by movement.block_number, movement.log_index`.execute(this.#db);
    return rows;
  }

  /** Most that there can be of each element in what withdrawals made, by its index, in nanograms; by withdrawal. */
  async withdrawn(withdrawals: readonly Hex[]): Promise<Map<Hex, bigint[]>> {
    if (withdrawals.length === 0) return new Map();
    const { rows } = await sql<{ made_by: Hex; parts_per_hundred_million: number[]; mass_grams: bigint }>`
      select made_by, parts_per_hundred_million, mass_grams from lot join lot_content on lot_content.lot = lot.id
      where made_by in (${listed(withdrawals)})`.execute(this.#db);
    const sums = new Map<Hex, bigint[]>();
    for (const { made_by, parts_per_hundred_million, mass_grams } of rows) {
      const before = sums.get(made_by);
      sums.set(
        made_by,
        parts_per_hundred_million.map((share, index) => nanogramsPerGram(share) * mass_grams + (before?.[index] ?? 0n)),
      );
    }
    return sums;
  }

  /** What the ledger recorded as drawn on tolerances, by step, in nanograms. */
  async tolerated(steps: readonly Hex[]): Promise<Map<Hex, bigint>> {
    const { rows } = await sql<{ digest: Hex; amount: string }>`
      select args->>'digest' as digest, args->>'toleratedNanograms' as amount
      from governance_act where event = 'AllowanceDrawn' and args->>'digest' in (${listed(steps)})`.execute(this.#db);
    return new Map(rows.map(({ digest, amount }) => [digest, BigInt(amount)]));
  }

  /** Every set of terms that governance ever gave to schemes for transformations, in the order of the ledger. */
  async terms(): Promise<{ scheme: number; prices: string[]; block_number: bigint; log_index: number }[]> {
    const acts = await this.#db
      .selectFrom("governance_act")
      .select(["args", "block_number", "log_index"])
      .where("contract", "=", "Processing")
      .where("event", "=", "TermsSet")
      .orderBy("block_number")
      .orderBy("log_index")
      .execute();
    return acts.map(({ args, ...place }) => {
      const { scheme, terms } = args as unknown as { scheme: string; terms: { prices: string[] } };
      return { scheme: Number(scheme), prices: terms.prices, ...place };
    });
  }

  /** Newest statement of some kinds about each of some lots. */
  async newest(lots: readonly Hex[], kinds: readonly string[]): Promise<Map<Hex, { digest: Hex; message: object }>> {
    if (lots.length === 0) return new Map();
    const { rows } = await sql<{ lot: Hex; digest: Hex; message: object }>`
      select distinct on (link.lot) link.lot, statement.digest, statement.message
      from dossier_link link join statement_included statement using (digest)
      where link.lot in (${listed(lots)}) and statement.kind in (${listed(kinds)})
      order by link.lot, link.position desc`.execute(this.#db);
    return new Map(rows.map(({ lot, ...statement }) => [lot, statement]));
  }

  /** What governance says that reasons mean for descendants. */
  async policies(): Promise<Map<number, string>> {
    const rows = await this.#db.selectFrom("inheritance_policy").selectAll().execute();
    return new Map(rows.map(({ reason, policy }) => [reason, policy]));
  }

  /**
   * Lots that were made from a lot, directly or by way of others, with who has grams of them in hand.
   * @returns In the order of the ledger; one more than the limit if there are more.
   */
  async descendants(lot: Hex, limit: number): Promise<DescendantRow[]> {
    const { rows } = await sql<DescendantRow>`
      with recursive descendant(id) as (
        select ${lot}::text
        union
        select made.id from descendant
          join lot_input input on input.lot = descendant.id
          join lateral (
            select input.consumer as step
            union all
            select withdrawal.digest from site_movement deposit
              join site_movement withdrawal on withdrawal.organisation = deposit.organisation
                and withdrawal.site = deposit.site and withdrawal.period = deposit.period
                and withdrawal.direction = 'withdrawal'
                and (deposit.block_number, deposit.log_index) < (withdrawal.block_number, withdrawal.log_index)
              where deposit.digest = input.consumer and deposit.direction = 'deposit'
          ) led on true
          join lot made on made.made_by = led.step
      )
      select id, lot_number as "lotNumber", form, status, producer, made_by as "madeBy", mass_grams as "massGrams",
        (select coalesce(sum(grams), 0) from balance where balance.lot = id) as "inHandGrams",
        (select coalesce(sum(sent_grams), 0) from consignment_line line where line.lot = id and received_grams is null)
          as "onTheRoadGrams",
        case when certification is null and status <> 'rejected' then left_grams else 0 end as "uncertifiedGrams"
      from (select id from descendant where id <> ${lot} limit ${limit + 1}) found join lot using (id)
      order by block_number, log_index, output`.execute(this.#db);
    return rows;
  }
}

/** A lot that was made from another, and how much of it is still there. */
export interface DescendantRow {
  id: Hex;
  lotNumber: string;
  form: Selectable<LotTable>["form"];
  status: LotStatus;
  producer: string;
  madeBy: Hex;
  massGrams: bigint;
  inHandGrams: bigint;
  onTheRoadGrams: bigint;
  /** What its producer still has of it without a certificate. */
  uncertifiedGrams: bigint;
}

function listed(texts: readonly string[]) {
  return sql`select json_array_elements_text(${JSON.stringify(texts)}::json)`;
}
