import { type Kysely, type Selectable, sql } from "kysely";
import type { AccountMoved, BalanceBasis, Matter } from "../../domain/balance.ts";
import type { Address, Hex } from "../../domain/hex.ts";
import type { Form } from "../../domain/lot.ts";
import { comesIn, type MovementKind } from "../../domain/movement.ts";
import type { Database } from "../database.ts";
import type { MovementTable } from "../tables/index-tables.ts";

/** Some time of an organisation's books: what the index has of it up to a block, which later blocks do not change. */
export interface Span {
  organisation: Address;
  /** First second, Unix time. */
  from: bigint;
  /** The second after the last. */
  to: bigint;
  /** Last block that counts. */
  blockNumber: bigint;
}

/** A movement with the lot that moved. */
export type StockMovement = Pick<
  Selectable<MovementTable>,
  "lot" | "digest" | "kind" | "grams" | "counterparty" | "timestamp" | "occurred_at"
> & { lot_number: string; form: Form };

/** What came into organisations' stocks and accounts, and left them. */
export class StockRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** The newest block of the index; undefined while the index is so far behind that it does not keep its blocks. */
  newestBlock(): Promise<{ number: bigint; hash: Hex; timestamp: bigint } | undefined> {
    return this.#db
      .selectFrom("checkpoint")
      .innerJoin("block", "block.number", "checkpoint.block_number")
      .select(["block.number", "block.hash", "block.timestamp"])
      .executeTakeFirst();
  }

  /** What a balance is drawn from. */
  async basis(span: Span): Promise<BalanceBasis> {
    const [sums, steps, accounts] = await Promise.all([this.#sums(span), this.#steps(span), this.#accounts(span)]);
    const opening = new Map<Hex, bigint>();
    for (const { lot, kind, before } of sums) {
      if (before === 0n) continue;
      const sign = comesIn(kind) ? 1n : -1n;
      opening.set(lot, (opening.get(lot) ?? 0n) + sign * before);
    }
    const movements = sums.flatMap(({ lot, kind, within }) => (within > 0n ? [{ lot, kind, grams: within }] : []));
    const matter = await this.#matter(span.organisation, [
      ...new Set([...sums.map(({ lot }) => lot), ...accounts.map(({ lot }) => lot)]),
    ]);
    return { matter, opening, movements, steps, accounts, from: span.from, to: span.to };
  }

  /**
   * Movements in the order of the ledger.
   * @returns One more than the limit if there are more.
   */
  movements({ organisation, from, to, blockNumber }: Span, limit: number): Promise<StockMovement[]> {
    return this.#db
      .selectFrom("movement")
      .innerJoin("lot", "lot.id", "movement.lot")
      .select([
        "movement.lot",
        "movement.digest",
        "movement.kind",
        "movement.grams",
        "movement.counterparty",
        "movement.timestamp",
        "movement.occurred_at",
        "lot.lot_number",
        "lot.form",
      ])
      .where("movement.organisation", "=", organisation)
      .where("movement.timestamp", ">=", from)
      .where("movement.timestamp", "<", to)
      .where("movement.block_number", "<=", blockNumber)
      .orderBy("movement.timestamp")
      .orderBy("movement.block_number")
      .orderBy("movement.log_index")
      .orderBy("movement.lot")
      .orderBy("movement.kind")
      .limit(limit + 1)
      .execute();
  }

  async #sums({ organisation, from, to, blockNumber }: Span) {
    const { rows } = await sql<{ lot: Hex; kind: MovementKind; before: bigint; within: bigint }>`
      select lot, kind, coalesce(sum(grams) filter (where timestamp < ${from}), 0) as before,
        coalesce(sum(grams) filter (where timestamp >= ${from}), 0) as within
      from movement where organisation = ${organisation} and timestamp < ${to} and block_number <= ${blockNumber}
      group by lot, kind`.execute(this.#db);
    return rows;
  }

  /** Movements of transformations, by statement. */
  async #steps({ organisation, from, to, blockNumber }: Span) {
    const { rows } = await sql<{ digest: Hex; lot: Hex; kind: MovementKind; grams: bigint }>`
      select digest, lot, kind, grams from movement
      where organisation = ${organisation} and timestamp >= ${from} and timestamp < ${to}
        and block_number <= ${blockNumber} and kind in ('consumed', 'made')`.execute(this.#db);
    return Map.groupBy(rows, ({ digest }) => digest);
  }

  async #accounts({ organisation, from, to, blockNumber }: Span): Promise<AccountMoved[]> {
    const { rows } = await sql<AccountMoved>`
      select site, period, direction, movement.lot,
        coalesce(sum(grams) filter (where site_movement.timestamp < ${from}), 0) as "gramsBefore",
        coalesce(sum(grams) filter (where site_movement.timestamp >= ${from}), 0) as grams
      from site_movement join movement on movement.digest = site_movement.digest
        and movement.organisation = site_movement.organisation
      where site_movement.organisation = ${organisation} and site_movement.timestamp < ${to}
        and site_movement.block_number <= ${blockNumber}
      group by site, period, direction, movement.lot`.execute(this.#db);
    return rows;
  }

  async #matter(organisation: Address, lots: readonly Hex[]): Promise<Map<Hex, Matter>> {
    const { rows } = await sql<Matter & { lot: Hex }>`
      select lot_content.lot, form, case when producer = ${organisation} then site end as site,
        parts_per_million as "partsPerMillion", not_found as "notFound"
      from lot_content join lot on lot.id = lot_content.lot
      where lot_content.lot in (select json_array_elements_text(${JSON.stringify(lots)}::json))`.execute(this.#db);
    return new Map(rows.map((row) => [row.lot, row]));
  }
}
