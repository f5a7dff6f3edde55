import { type Kysely, sql } from "kysely";

/** Under which GTIN producers sell their goods, and where grams were seen. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table unit_gtin (
    producer text not null,
    form text not null,
    gtin text not null,
    primary key (producer, form)
  )`,
  "create index unit_gtin_gtin on unit_gtin (gtin)",
  `create table unit_scan (
    lot text not null,
    gram int8 not null,
    hour int8 not null,
    country text not null,
    scans int8 not null,
    after_end bool not null,
    primary key (lot, gram, hour, country)
  )`,
];
