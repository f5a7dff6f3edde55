import { type Kysely, type Selectable, sql } from "kysely";
import type { CertifiedFlow, TradeFigure } from "../../domain/trade-statistics.ts";
import type { Database } from "../database.ts";
import { insertRows } from "../insert-rows.ts";
import type { StatisticFileTable } from "../tables/statistic-tables.ts";

export type StatisticFile = Selectable<StatisticFileTable>;

/** Which figures are asked for; months inclusive. */
export interface StatisticFilter {
  /** Countries of which one is a side of each route; "every" for all. */
  countries: "every" | ReadonlySet<string>;
  from?: string | undefined;
  to?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

/** Monthly trade statistics, and what the ledger has beside them. */
export class StatisticRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Takes in all figures of a file. Whoever speaks for the reporting country replaces what stands; others replace only each other's. */
  add(
    file: Omit<StatisticFile, "sequence" | "figures">,
    figures: readonly (TradeFigure & { line: number; isOwn: boolean })[],
  ): Promise<StatisticFile> {
    return this.#db.transaction().execute(async (trx) => {
      const row = await trx
        .insertInto("statistic_file")
        .values({ ...file, figures: figures.length })
        .returningAll()
        .executeTakeFirstOrThrow();
      await sql`create temporary table brought_figure (like statistic_figure) on commit drop`.execute(trx);
      await insertRows(
        trx,
        "brought_figure" as "statistic_figure",
        figures.map(({ isOwn, ...figure }) => ({ ...figure, file: row.sequence, is_own: isOwn })),
      );
      await sql`
        insert into statistic_figure select * from brought_figure
        on conflict (reporter, partner, flow, hs, month) do update set grams = excluded.grams, value = excluded.value,
          file = excluded.file, line = excluded.line, is_own = excluded.is_own
          where excluded.is_own or not statistic_figure.is_own`.execute(trx);
      return row;
    });
  }

  /** Files, the newest first. */
  files(limit: number): Promise<StatisticFile[]> {
    return this.#db.selectFrom("statistic_file").selectAll().orderBy("sequence", "desc").limit(limit).execute();
  }

  /** Sequence of the newest file; 0 before the first. */
  async newest(): Promise<bigint> {
    const row = await this.#db
      .selectFrom("statistic_file")
      .select(({ fn }) => fn.max("sequence").as("sequence"))
      .executeTakeFirst();
    return row?.sequence ?? 0n;
  }

  /** Figures of routes. */
  async figures({ countries, from, to, since, until }: StatisticFilter): Promise<TradeFigure[]> {
    let query = this.#db
      .selectFrom("statistic_figure")
      .select(["flow", "hs", "reporter", "partner", "month", "grams", sql<string | null>`value::text`.as("value")]);
    if (countries !== "every") {
      const list = [...countries];
      query = query.where((row) => row.or([row("reporter", "in", list), row("partner", "in", list)]));
    }
    if (from !== undefined)
      query = query.where(sql<boolean>`case flow when 'export' then reporter else partner end = ${from}`);
    if (to !== undefined)
      query = query.where(sql<boolean>`case flow when 'export' then partner else reporter end = ${to}`);
    if (since !== undefined) query = query.where("month", ">=", since);
    if (until !== undefined) query = query.where("month", "<=", until);
    return query.execute();
  }

  /** What left and arrived under certificates across borders, by form, route and month of the ledger's time. */
  async certified({ countries, from, to, since, until }: StatisticFilter): Promise<CertifiedFlow[]> {
    const month = (column: string) => sql`to_char(to_timestamp(${sql.ref(column)}) at time zone 'UTC', 'YYYY-MM')`;
    const list = countries === "every" ? [] : [...countries];
    const { rows } = await sql<Record<"form" | "from" | "to" | "month" | "left" | "arrived", string>>`
      with line as (
        select l.form, c.from_country, c.to_country, c.dispatched_at, c.closed_at, n.sent_grams, coalesce(n.received_grams, 0) as received
        from consignment c join consignment_line n on n.consignment = c.id join lot l on l.id = n.lot
        where c.from_country <> c.to_country
          and (${countries === "every"} or c.from_country = any(${list}::text[]) or c.to_country = any(${list}::text[]))
          and (${from ?? null}::text is null or c.from_country = ${from ?? null})
          and (${to ?? null}::text is null or c.to_country = ${to ?? null})
      ), moved as (
        select form, from_country, to_country, ${month("dispatched_at")} as month, sent_grams as gone, 0::int8 as arrived from line
        union all
        select form, from_country, to_country, ${month("closed_at")}, 0::int8, received from line where received > 0 and closed_at is not null
      )
      select form, from_country as "from", to_country as "to", month, sum(gone)::text as "left", sum(arrived)::text as arrived from moved
      where (${since ?? null}::text is null or month >= ${since ?? null}) and (${until ?? null}::text is null or month <= ${until ?? null})
      group by 1, 2, 3, 4`.execute(this.#db);
    return rows.map((row) => ({
      form: row.form as CertifiedFlow["form"],
      from: row.from,
      to: row.to,
      month: row.month,
      leftGrams: BigInt(row.left),
      arrivedGrams: BigInt(row.arrived),
    }));
  }
}
