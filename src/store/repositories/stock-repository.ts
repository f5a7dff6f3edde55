import { type Kysely, type RawBuilder, type Selectable, sql } from "kysely";
import type { AccountMoved, BalanceBasis, Matter } from "../../domain/balance.ts";
import { nanogramsPerGram } from "../../domain/composition.ts";
import type { Form } from "../../domain/form.ts";
import type { Address, Hex } from "../../domain/hex.ts";
import { comesIn, type MovementKind, movementKinds } from "../../domain/movement.ts";
import type { Database } from "../database.ts";
import type { IndexTables } from "../index-schema/index-tables.ts";

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
  Selectable<IndexTables["movement"]>,
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
    const opening = await this.#opening(span);
    const { movements, steps } = await this.#moved(span);
    const accounts = await this.#accounts(span);
    const lots = [...opening.keys(), ...movements.map(({ lot }) => lot), ...accounts.map(({ lot }) => lot)];
    const matter = await this.#matter(span.organisation, [...new Set(lots)]);
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

  /** Grams of each lot that were there when the span begins. */
  async #opening({ organisation, from, blockNumber }: Span): Promise<Map<Hex, bigint>> {
    const incoming = movementKinds.filter(comesIn);
    const lines = await this.#lines(sql`
      select lot || ' ' || sum(case when kind in (${sql.join(incoming)}) then grams else -grams end) as line
      from movement
      where organisation = ${organisation} and timestamp < ${from} and block_number <= ${blockNumber}
      group by lot`);
    const opening = new Map<Hex, bigint>();
    for (const line of lines) {
      const [lot = "", grams = ""] = line.split(" ");
      if (grams !== "0") opening.set(lot, BigInt(grams));
    }
    return opening;
  }

  async #moved({ organisation, from, to, blockNumber }: Span): Promise<Pick<BalanceBasis, "movements" | "steps">> {
    const lines = await this.#lines(sql`
      select lot || ' ' || kind || ' ' || grams || case when kind in ('consumed', 'made') then ' ' || digest else '' end as line
      from movement
      where organisation = ${organisation} and timestamp >= ${from} and timestamp < ${to}
        and block_number <= ${blockNumber}`);
    const movements: { lot: Hex; kind: MovementKind; grams: bigint }[] = [];
    const steps = new Map<string, typeof movements>();
    for (const line of lines) {
      const [lot = "", kind = "", grams = "", digest] = line.split(" ");
      const moved = { lot, kind: kind as MovementKind, grams: BigInt(grams) };
      movements.push(moved);
      if (digest === undefined) continue;
      const step = steps.get(digest);
      if (step === undefined) steps.set(digest, [moved]);
      else step.push(moved);
    }
    return { movements, steps: steps.values() };
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
    const lines = await this.#lines(sql`
      select lot_content.lot || ' ' || form || ' ' || case when producer = ${organisation} then site else '' end
        || ' ' || not_found || ' ' || array_to_string(parts_per_hundred_million, ',') as line
      from json_array_elements_text(${JSON.stringify(lots)}::json) wanted(id)
      join lot_content on lot_content.lot = wanted.id join lot on lot.id = wanted.id`);
    const matter = new Map<Hex, Matter>();
    for (const line of lines) {
      const [lot = "", form = "", site = "", notFound = "", shares = ""] = line.split(" ");
      const missing = Number(notFound);
      const found = shares
        .split(",")
        .flatMap((share, index) => ((missing >> index) & 1 ? [] : [[index, nanogramsPerGram(Number(share))] as const]));
      matter.set(lot, { form: form as Form, site: site === "" ? null : site, found });
    }
    return matter;
  }

  /** A query's lines, as one text: a hundred thousand rows would take several times as long. */
  async #lines(query: RawBuilder<unknown>): Promise<string[]> {
    const { rows } = await sql<{ text: string | null }>`
      select string_agg(line, ${"\n"}) as text from (${query}) lines`.execute(this.#db);
    const text = rows[0]?.text ?? "";
    return text === "" ? [] : text.split("\n");
  }
}
