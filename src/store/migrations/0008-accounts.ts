import { type Kysely, sql } from "kysely";

/**
 * What lots are made of, what moves in and out of stocks and of sites' accounts, and what governance says about transformations.
 * All of it follows from events that were read already, so the index is read again from its first block.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const DERIVED = [
  "block",
  "statement_included",
  "dossier_link",
  "governance_act",
  "undo",
  "lot",
  "lot_input",
  "balance",
  "consignment",
  "consignment_line",
  "organisation",
  "role_grant",
  "organisation_key",
  "quota",
  "scheme",
  "accreditation",
  "tolerance",
];

const STATEMENTS = [
  `create table lot_content (
    lot text primary key,
    site text not null,
    deposit text not null,
    custody_model text not null,
    parts_per_hundred_million int4[] not null,
    not_found int4 not null
  )`,
  `create table movement (
    organisation text not null,
    lot text not null,
    digest text not null,
    kind text not null,
    grams int8 not null check (grams > 0),
    counterparty text,
    timestamp int8 not null,
    occurred_at int8,
    block_number int8 not null,
    log_index int4 not null
  )`,
  "create index movement_organisation on movement (organisation, timestamp)",
  "create index movement_block on movement using brin (block_number)",
  `create table site_movement (
    digest text primary key,
    organisation text not null,
    site text not null,
    period int4 not null,
    direction text not null,
    carbon_milligrams numeric(78) not null,
    timestamp int8 not null,
    block_number int8 not null,
    log_index int4 not null
  )`,
  "create index site_movement_account on site_movement (organisation, site, block_number, log_index)",
  `create table site_account (
    organisation text not null,
    site text not null,
    carbon_milligrams numeric(78) not null,
    strictest text not null,
    origin_country text not null,
    primary key (organisation, site)
  )`,
  `create table site_credit (
    organisation text not null,
    site text not null,
    period int4 not null,
    element text not null,
    nanograms numeric(78) not null check (nanograms >= 0),
    primary key (organisation, site, period, element)
  )`,
  `create table class_threshold (
    scheme int4 not null,
    form text not null,
    low_carbon_grams_per_kilogram int4 not null,
    zero_carbon_grams_per_kilogram int4 not null,
    primary key (scheme, form)
  )`,
  `create table processing_terms (
    scheme int4 primary key,
    tolerance_basis_points int4 not null,
    prices jsonb not null
  )`,
  `create table allowance (
    organisation text not null,
    site text not null,
    tolerance_nanograms numeric(78) not null,
    tolerated_nanograms numeric(78) not null,
    reliance_nanograms numeric(78) not null,
    relied_nanograms numeric(78) not null,
    primary key (organisation, site)
  )`,
  `create table inheritance_policy (
    reason int4 primary key,
    policy text not null
  )`,
  ...DERIVED.map((table) => `delete from ${table}`),
  // What was announced is not announced again.
  `update checkpoint set block_number = -1, block_hash = '', halted = null,
    announce_from = greatest(announce_from, block_number + 1)`,
];
