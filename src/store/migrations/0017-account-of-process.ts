import { type Kysely, sql } from "kysely";

/**
 * A site has an account for each process, and carbon stands with the element that brought it. Accounts of before know neither, so
 * nothing is carried over.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  "drop table site_movement",
  "drop table site_account",
  "drop table site_credit",
  `create table site_movement (
    digest text primary key,
    organisation text not null,
    site text not null,
    process text not null,
    period int4 not null,
    direction text not null,
    carbon_milligrams numeric(78) not null,
    timestamp int8 not null,
    block_number int8 not null,
    log_index int4 not null
  )`,
  "create index site_movement_account on site_movement (organisation, site, process, block_number, log_index)",
  `create table site_account (
    organisation text not null,
    site text not null,
    process text not null,
    strictest text not null,
    origin_country text not null,
    primary key (organisation, site, process)
  )`,
  `create table site_credit (
    organisation text not null,
    site text not null,
    process text not null,
    period int4 not null,
    element text not null,
    nanograms numeric(78) not null check (nanograms >= 0),
    carbon_milligrams numeric(78) not null check (carbon_milligrams >= 0),
    primary key (organisation, site, process, period, element)
  )`,
];
