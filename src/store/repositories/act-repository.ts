import { type Kysely, type Selectable, sql } from "kysely";
import type { Database } from "../database.ts";
import type { IndexTables } from "../index-schema/index-tables.ts";
import { type Cursor, type Page, pageOf } from "./page.ts";

export type ActRow = Selectable<IndexTables["governance_act"]>;

/** Events of a contract, in some time: first second and last, Unix time. */
export interface ActSpan {
  from: bigint;
  to: bigint;
  events: readonly { contract: string; event: string }[];
}

/** What the ledger told besides statements. */
export class ActRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** A page of events, in the ledger's order. */
  async list({ from, to, events }: ActSpan, page: { after?: Cursor; limit: number }): Promise<Page<ActRow>> {
    const names = [...new Set(events.map(({ event }) => event))];
    const contracts = [...new Set(events.map(({ contract }) => contract))];
    let query = this.#db
      .selectFrom("governance_act")
      .selectAll()
      .where("event", "in", names)
      .where("contract", "in", contracts)
      .where("timestamp", ">=", from)
      .where("timestamp", "<=", to);
    if (page.after !== undefined) {
      const { blockNumber, logIndex } = page.after;
      query = query.where(sql<boolean>`(block_number, log_index) > (${blockNumber}, ${logIndex})`);
    }
    const rows = await query
      .orderBy("block_number")
      .orderBy("log_index")
      .limit(page.limit + 1)
      .execute();
    return pageOf(rows, page.limit);
  }

  /** Grams that each event moved of permits before a place, by the permits' numbers. */
  async permitGramsBefore(
    numbers: readonly string[],
    { blockNumber, logIndex }: Pick<Cursor, "blockNumber" | "logIndex">,
  ): Promise<{ number: string; event: string; grams: bigint }[]> {
    if (numbers.length === 0) return [];
    const number = sql<string>`args->>'number'`;
    const rows = await this.#db
      .selectFrom("governance_act")
      .select([number.as("number"), "event", sql<string>`sum((args->>'grams')::numeric)::text`.as("grams")])
      .where("contract", "=", "ExportControl")
      .where(number, "in", [...numbers])
      .where(sql<boolean>`args ? 'grams'`)
      .where(sql<boolean>`(block_number, log_index) < (${blockNumber}, ${logIndex})`)
      .groupBy([number, "event"])
      .execute();
    return rows.map((row) => ({ ...row, grams: BigInt(row.grams) }));
  }
}
