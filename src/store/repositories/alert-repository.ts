import { type Kysely, type Selectable, type SqlBool, sql, type Transaction } from "kysely";
import type { Hex } from "../../domain/hex.ts";
import type { Json, JsonObject } from "../../statements/codec.ts";
import type { Database } from "../database.ts";
import type { IndexTables } from "../index-schema/index-tables.ts";
import { insertRows } from "../insert-rows.ts";
import type { AlertActTable } from "../tables/alert-tables.ts";
import { addAlertNews } from "./alert-news-repository.ts";

export type AlertRow = Selectable<IndexTables["alert"]>;
export type AlertActRow = Selectable<AlertActTable>;

/** An alert as it is stored first. */
export type NewAlert = Omit<AlertRow, "sequence" | "evidence"> & { evidence: JsonObject };

/** Which alerts are asked for. */
export interface AlertFilter {
  rule?: string;
  subject?: string;
  /** Those that are open to the authorities of one of these; "every" for all. */
  countries: "every" | ReadonlySet<string>;
  /** Only those that are not closed. */
  isOpen?: boolean;
  /** Sequence before which the page begins: the newest stand first. */
  before?: bigint;
  limit: number;
}

/** Before the first block. */
const nowhere = -1n;

/** Alerts and what was done about them. */
export class AlertRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Alerts, the newest first; one more than the limit tells that there are more. */
  list({ rule, subject, countries, isOpen, before, limit }: AlertFilter): Promise<AlertRow[]> {
    let query = this.#db
      .selectFrom("alert")
      .selectAll()
      .orderBy("sequence", "desc")
      .limit(limit + 1);
    if (rule !== undefined) query = query.where("rule", "=", rule);
    if (subject !== undefined) query = query.where("subject", "=", subject);
    if (before !== undefined) query = query.where("sequence", "<", before);
    if (isOpen) query = query.where(isNotClosed);
    if (countries !== "every") query = query.where(isOpenTo([...countries]));
    return query.execute();
  }

  /** An alert by its id. */
  find(id: Hex): Promise<AlertRow | undefined> {
    return this.#db.selectFrom("alert").selectAll().where("id", "=", id).executeTakeFirst();
  }

  /** Alerts by their ids, in no order. */
  async findAll(ids: readonly string[]): Promise<AlertRow[]> {
    if (ids.length === 0) return [];
    return this.#db.selectFrom("alert").selectAll().where("id", "in", ids).execute();
  }

  /** What was done about alerts, in order, by the alert. */
  async acts(alerts: readonly string[]): Promise<ReadonlyMap<string, AlertActRow[]>> {
    if (alerts.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom("alert_act")
      .selectAll()
      .where("alert", "in", alerts)
      .orderBy("sequence")
      .execute();
    return Map.groupBy(rows, ({ alert }) => alert);
  }

  /**
   * Notes what was done about an alert.
   * @param expected How many acts there were when it was decided on.
   * @returns false if somebody else was faster.
   */
  async add(row: Omit<AlertActRow, "sequence">, expected: number): Promise<boolean> {
    return this.#db.transaction().execute(async (trx) => {
      const alert = await trx
        .selectFrom("alert")
        .select("block_number")
        .where("id", "=", row.alert)
        .forUpdate()
        .executeTakeFirst();
      const { count } = await trx
        .selectFrom("alert_act")
        .select(sql<number>`count(*)::int4`.as("count"))
        .where("alert", "=", row.alert)
        .executeTakeFirstOrThrow();
      if (count !== expected || alert === undefined) return false;
      const { sequence } = await trx
        .insertInto("alert_act")
        .values(row)
        .returning("sequence")
        .executeTakeFirstOrThrow();
      await addAlertNews(trx, [{ alert: row.alert, act: sequence, block_number: alert.block_number }]);
      return true;
    });
  }

  /** What the rules keep. */
  memory(): Promise<{ rule: string; key: string; value: Json }[]> {
    return this.#db
      .selectFrom("alert_memory")
      .selectAll()
      .execute()
      .then((rows) => rows.map(({ rule, key, value }) => ({ rule, key, value: value.value ?? null })));
  }

  /** Last block whose events were judged; -1 before the first. */
  async judgedTo(): Promise<bigint> {
    const cursor = await this.#db.selectFrom("alert_cursor").select("block_number").executeTakeFirst();
    return cursor?.block_number ?? nowhere;
  }

  /**
   * Stores what the rules found in some blocks, with what they keep.
   * @returns false if another service has judged these blocks meanwhile.
   */
  store(
    from: bigint,
    to: bigint,
    alerts: readonly NewAlert[],
    memory: readonly { rule: string; key: string; value: Json }[],
  ) {
    return this.#db.transaction().execute(async (trx) => {
      if (!(await moveCursor(trx, from, to))) return false;
      await addAlertNews(
        trx,
        alerts.map(({ id, block_number }) => ({ alert: id, act: null, block_number })),
      );
      for (const alert of alerts) {
        const row = { ...alert, evidence: JSON.stringify(alert.evidence) };
        await trx
          .insertInto("alert")
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
      const rows = memory.map(({ rule, key, value }) => ({ rule, key, value: { value } }));
      await insertRows(trx, "alert_memory", rows, { replaceBy: ["rule", "key"] });
      return true;
    });
  }
}

async function moveCursor(trx: Transaction<Database>, from: bigint, to: bigint): Promise<boolean> {
  // Who begins makes the row; whoever thought of beginning at the same time finds it there.
  const moved =
    from === nowhere
      ? trx
          .insertInto("alert_cursor")
          .values({ id: 1, block_number: to })
          .onConflict((conflict) => conflict.doNothing())
          .returning("id")
      : trx.updateTable("alert_cursor").set({ block_number: to }).where("block_number", "=", from).returning("id");
  return (await moved.executeTakeFirst()) !== undefined;
}

const isNotClosed = sql<SqlBool>`not exists (select from alert_act where alert_act.alert = alert.id and act = 'close')`;

/** Open to the authorities of the countries it concerns, and of those it was forwarded to. */
function isOpenTo(countries: readonly string[]) {
  return sql<SqlBool>`(countries && ${countries}::text[] or exists (
    select from alert_act where alert_act.alert = alert.id and act = 'forward' and country = any(${countries}::text[])))`;
}
