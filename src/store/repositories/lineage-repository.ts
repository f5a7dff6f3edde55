import { type Kysely, type Selectable, sql } from "kysely";
import type { Hex } from "../../domain/hex.ts";
import type { LotStatus } from "../../domain/lot.ts";
import type { Database } from "../database.ts";
import type { IndexTables } from "../index-schema/index-tables.ts";

/** How an ancestor stands. */
export interface AncestorStanding {
  id: Hex;
  status: LotStatus;
  disputes: number;
  footprintGramsPerKilogram: number;
}

/** A statement as it was recorded. */
export interface StatementRow {
  digest: Hex;
  kind: string;
  message: object;
  signature: string;
  countersignature: string | null;
}

/** What made what, as far as the index has it. */
export class LineageRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /**
   * Ids of a lot and of everything that it was made from. Into a withdrawal went what was deposited before it in the period that it
   * draws on.
   * @returns In no order; one more than the limit if there are more.
   */
  async ancestors(lot: Hex, block: bigint, limit: number): Promise<Hex[]> {
    const { rows } = await sql<{ id: Hex }>`
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
                and deposit.site = withdrawal.site and deposit.process = withdrawal.process
                and deposit.period = withdrawal.period
                and deposit.direction = 'deposit'
                and (deposit.block_number, deposit.log_index) < (withdrawal.block_number, withdrawal.log_index)
              where withdrawal.digest = lot.made_by and withdrawal.direction = 'withdrawal'
          ) fed on true
          join lot_input input on input.consumer = fed.consumer
      )
      select id from (select id from ancestor limit ${limit + 1}) found join lot using (id)
        where block_number <= ${block}`.execute(this.#db);
    return rows.map(({ id }) => id);
  }

  /** How lots stand. */
  async standings(lots: readonly Hex[]): Promise<AncestorStanding[]> {
    const { rows } = await sql<AncestorStanding>`
      select id, status, disputes, footprint_grams_per_kilogram as "footprintGramsPerKilogram"
      from lot where id in (${listed(lots)})`.execute(this.#db);
    return rows;
  }

  /** Statements by their digests, in no order. */
  async statements(digests: readonly Hex[]): Promise<StatementRow[]> {
    const { rows } = await sql<StatementRow>`
      select digest, kind, message, signature, countersignature
      from statement_included where digest in (${listed(digests)})`.execute(this.#db);
    return rows;
  }

  /** What went into steps and deposits, as it stood then. */
  async inputs(consumers: readonly Hex[]): Promise<Selectable<IndexTables["lot_input"]>[]> {
    const { rows } = await sql<Selectable<IndexTables["lot_input"]>>`
      select * from lot_input where consumer in (${listed(consumers)}) order by consumer, lot`.execute(this.#db);
    return rows;
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
                and withdrawal.site = deposit.site and withdrawal.process = deposit.process
                and withdrawal.period = deposit.period
                and withdrawal.direction = 'withdrawal'
                and (deposit.block_number, deposit.log_index) < (withdrawal.block_number, withdrawal.log_index)
              where deposit.digest = input.consumer and deposit.direction = 'deposit'
          ) led on true
          join lot made on made.made_by = led.step
      )
      select id, lot_number as "lotNumber", form, status, producer, made_by as "madeBy", mass_grams as "massGrams",
        (select coalesce(sum(grams), 0) from balance where balance.lot = id) as "inHandGrams",
        (select coalesce(sum(grams), 0) from seizure where seizure.lot = id and ended_at is null) as "seizedGrams",
        (select coalesce(sum(sent_grams - coalesce(received_grams, 0)), 0) from consignment_line line
          join consignment on consignment.id = line.consignment
          where line.lot = found.id and (received_grams is null or consignment.status = 'disputed')) as "onTheRoadGrams",
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
  form: IndexTables["lot"]["form"];
  status: LotStatus;
  producer: string;
  madeBy: Hex;
  massGrams: bigint;
  inHandGrams: bigint;
  /** What authorities have seized, and not given back. */
  seizedGrams: bigint;
  onTheRoadGrams: bigint;
  /** What its producer still has of it without a certificate. */
  uncertifiedGrams: bigint;
}

function listed(texts: readonly string[]) {
  return sql`select json_array_elements_text(${JSON.stringify(texts)}::json)`;
}
