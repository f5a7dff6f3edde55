import { type Kysely, sql } from "kysely";

/** Monthly trade statistics, as authorities brought them in. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table statistic_file (
    sequence int8 generated always as identity primary key,
    document text not null,
    name text not null,
    organisation text not null,
    key text not null,
    at int8 not null,
    figures int4 not null
  )`,
  `create table statistic_figure (
    flow text not null,
    hs text not null,
    reporter text not null,
    partner text not null,
    month text not null,
    grams int8 not null,
    value numeric,
    file int8 not null,
    line int4 not null,
    is_own bool not null,
    primary key (reporter, partner, flow, hs, month)
  )`,
];
