import { type Kysely, type Selectable, sql, type Transaction } from "kysely";
import type { Database } from "../database.ts";
import type { AlertNewsTable } from "../tables/alert-tables.ts";

export type AlertNewsRow = Selectable<AlertNewsTable>;

/** What there is to tell of alerts: that one was raised, or that something was done about it. In the order that it is told. */
export class AlertNewsRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** News behind one of them, in order. */
  after(sequence: bigint, limit: number): Promise<AlertNewsRow[]> {
    return this.#db
      .selectFrom("alert_news")
      .selectAll()
      .where("sequence", ">", sequence)
      .orderBy("sequence")
      .limit(limit)
      .execute();
  }

  /** Sequence of the newest; 0 before the first. */
  async newest(): Promise<bigint> {
    const row = await this.#db
      .selectFrom("alert_news")
      .select("sequence")
      .orderBy("sequence", "desc")
      .limit(1)
      .executeTakeFirst();
    return row?.sequence ?? 0n;
  }
}

/** Adds news. That an alert was raised is told once, however often it is found again. */
export async function addAlertNews(
  trx: Transaction<Database>,
  news: readonly Omit<AlertNewsRow, "sequence">[],
): Promise<void> {
  if (news.length === 0) return;
  // Sequences become visible in their order, so that nobody who reads goes past one that is still being written.
  await sql`select pg_advisory_xact_lock(hashtext('alert news'))`.execute(trx);
  for (const row of news) {
    await trx
      .insertInto("alert_news")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}
