import { type Insertable, type Kysely, type Selectable, sql } from "kysely";
import type { Address } from "../../domain/hex.ts";
import type { Database } from "../database.ts";
import type { WebhookTable } from "../tables/feed-tables.ts";

export type Webhook = Selectable<WebhookTable>;

/** Who is called for final statements, or for alerts. Times are Unix milliseconds. */
export class WebhookRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Adds one. @returns undefined if its organisation has as many as it may. */
  async add(webhook: Insertable<WebhookTable>, maximum: number): Promise<Webhook | undefined> {
    return this.#db.transaction().execute(async (trx) => {
      // Whoever adds another for the same organisation meanwhile waits, and counts this one.
      await sql`select pg_advisory_xact_lock(hashtext(${`webhooks of ${webhook.organisation}`}))`.execute(trx);
      const { count } = await trx
        .selectFrom("webhook")
        .select((row) => row.fn.countAll<bigint>().as("count"))
        .where("organisation", "=", webhook.organisation)
        .executeTakeFirstOrThrow();
      if (Number(count) >= maximum) return undefined;
      return trx.insertInto("webhook").values(webhook).returningAll().executeTakeFirstOrThrow();
    });
  }

  find(id: string): Promise<Webhook | undefined> {
    return this.#db.selectFrom("webhook").selectAll().where("id", "=", id).executeTakeFirst();
  }

  /** Those of an organisation, the newest first. */
  of(organisation: Address): Promise<Webhook[]> {
    return this.#db
      .selectFrom("webhook")
      .selectAll()
      .where("organisation", "=", organisation)
      .orderBy("created_at", "desc")
      .orderBy("id")
      .execute();
  }

  /** Removes one of an organisation. @returns undefined if it has none of that id. */
  remove(organisation: Address, id: string): Promise<Webhook | undefined> {
    return this.#db
      .deleteFrom("webhook")
      .where("organisation", "=", organisation)
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst();
  }

  /** Has one of an organisation called again at once, from where it stopped. @returns undefined if it has none of that id. */
  resume(organisation: Address, id: string): Promise<Webhook | undefined> {
    return this.#db
      .updateTable("webhook")
      .set({ state: "active", failures: 0, failing_since: null, next_at: 0n, last_error: null })
      .where("organisation", "=", organisation)
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst();
  }

  /** Takes those that are due and that nobody else has, for so long. */
  async claim(now: number, leaseMs: number, limit: number): Promise<Webhook[]> {
    const { rows } = await sql<Webhook>`
      update webhook set lease_until = ${now + leaseMs} where id in (
        select id from webhook where state = 'active' and next_at <= ${now} and lease_until <= ${now}
          and cursor < case about when 'alerts' then (select coalesce(max(sequence), 0) from alert_news)
            else (select coalesce(max(sequence), 0) from outbox where type = 'final') end
        order by next_at limit ${limit} for update skip locked
      ) returning *`.execute(this.#db);
    return rows;
  }

  /** It has been told everything up to an event. @returns False if it was removed meanwhile. */
  async told(id: string, cursor: bigint, leaseUntil: number): Promise<boolean> {
    const row = await this.#db
      .updateTable("webhook")
      .set({ cursor, failures: 0, failing_since: null, last_error: null, lease_until: BigInt(leaseUntil) })
      .where("id", "=", id)
      .where("state", "=", "active")
      .returning("id")
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Lets go of it: from now on anybody may call it again. */
  async release(id: string): Promise<void> {
    await this.#db.updateTable("webhook").set({ lease_until: 0n }).where("id", "=", id).execute();
  }

  /** It could not be told. @param nextAt When to try again; undefined if it is dead. */
  async failed(id: string, error: string, now: number, nextAt: number | undefined): Promise<void> {
    await sql`
      update webhook set failures = failures + 1, failing_since = coalesce(failing_since, ${now}), last_error = ${error},
        lease_until = 0, next_at = ${nextAt ?? now}, state = ${nextAt === undefined ? "dead" : "active"}
      where id = ${id}`.execute(this.#db);
  }

  /** How many there are: those that are called, those of them that fail, and those that are dead. */
  async counts(): Promise<{ active: number; failing: number; dead: number }> {
    const { rows } = await sql<{ active: bigint; failing: bigint; dead: bigint }>`
      select count(*) filter (where state = 'active') as active,
        count(*) filter (where state = 'active' and failures > 0) as failing,
        count(*) filter (where state = 'dead') as dead from webhook`.execute(this.#db);
    const [{ active, failing, dead } = { active: 0n, failing: 0n, dead: 0n }] = rows;
    return { active: Number(active), failing: Number(failing), dead: Number(dead) };
  }
}
