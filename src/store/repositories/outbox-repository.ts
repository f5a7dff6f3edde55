import { type Kysely, type Selectable, sql } from "kysely";
import type { Database } from "../database.ts";
import type { OutboxTable } from "../tables/feed-tables.ts";

export type OutboxRow = Selectable<OutboxTable>;

/** What happened on the ledger, in the order that it is told. */
export class OutboxRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Events behind one of them, in order. @param type Only those of a type. */
  after(sequence: bigint, limit: number, type?: OutboxRow["type"]): Promise<OutboxRow[]> {
    const rows = this.#db
      .selectFrom("outbox")
      .selectAll()
      .where("sequence", ">", sequence)
      .orderBy("sequence")
      .limit(limit);
    // Written out, so that the planner sees that the index of final events serves it.
    return (type === undefined ? rows : rows.where(sql<boolean>`type = ${sql.lit(type)}`)).execute();
  }

  /** Sequence of the newest event; 0 before the first. */
  async newest(): Promise<bigint> {
    const row = await this.#db
      .selectFrom("outbox")
      .select("sequence")
      .orderBy("sequence", "desc")
      .limit(1)
      .executeTakeFirst();
    return row?.sequence ?? 0n;
  }
}
