import { type Kysely, sql } from "kysely";

/** Tables derived from the ledger's events. Digests, hashes, ids and addresses are text as on the wire. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table block (
    number int8 primary key,
    hash text not null unique,
    parent_hash text not null,
    timestamp int8 not null
  )`,
  `create table checkpoint (
    id int4 primary key check (id = 1),
    block_number int8 not null,
    block_hash text not null,
    ledger text not null,
    announce_from int8 not null,
    halted text
  )`,
  `create table statement_included (
    digest text primary key,
    kind text not null,
    contract text not null,
    organisation text not null,
    key text not null,
    nonce text not null,
    valid_after int8 not null,
    valid_before int8 not null,
    message jsonb not null,
    signature text not null,
    countersignature text,
    lots text[] not null,
    block_number int8 not null,
    block_hash text not null,
    log_index int4 not null,
    transaction_hash text not null,
    timestamp int8 not null,
    unique (block_hash, log_index)
  )`,
  "create index statement_included_block on statement_included (block_number, log_index)",
  "create index statement_included_nonce on statement_included (organisation, nonce)",
  `create table dossier_link (
    lot text not null,
    position int4 not null,
    digest text not null,
    organisation text not null,
    timestamp int8 not null,
    block_number int8 not null,
    primary key (lot, position)
  )`,
  "create index dossier_link_block on dossier_link (block_number)",
  `create table governance_act (
    block_number int8 not null,
    log_index int4 not null,
    transaction_hash text not null,
    timestamp int8 not null,
    contract text not null,
    event text not null,
    args jsonb not null,
    subject text,
    position int4,
    digest text,
    organisation text,
    primary key (block_number, log_index),
    unique (subject, position)
  )`,
  `create table lot (
    id text primary key,
    producer text not null,
    lot_number text not null,
    status text not null,
    form text not null,
    mass_grams int8 not null,
    footprint_grams_per_kilogram int4 not null,
    elements text[] not null,
    origin_country text not null,
    country text not null,
    quota text,
    replaces text,
    declaration text not null,
    declared_at int8 not null,
    scheme int4,
    certification text,
    certified_by text,
    certified_at int8,
    valid_until int8,
    rejection text,
    rejected_at int8,
    disputes int4 not null,
    assay_day int4,
    weight_day int4,
    process_day int4,
    footprint_day int4,
    links int4 not null,
    block_number int8 not null,
    log_index int4 not null,
    unique (block_number, log_index)
  )`,
  "create index lot_producer on lot (producer, block_number, log_index)",
  "create index lot_number on lot (lot_number)",
  `create table balance (
    lot text not null,
    holder text not null,
    grams int8 not null check (grams > 0),
    primary key (lot, holder)
  )`,
  "create index balance_holder on balance (holder, lot)",
  `create table consignment (
    id text primary key,
    sender text not null,
    recipient text not null,
    carrier text,
    from_country text not null,
    to_country text not null,
    status text not null,
    dispatched_at int8 not null,
    closure text,
    closed_at int8,
    shortage_reason int4,
    seal_intact bool,
    block_number int8 not null,
    log_index int4 not null
  )`,
  `create table consignment_line (
    consignment text not null,
    line int4 not null,
    lot text not null,
    sent_grams int8 not null check (sent_grams > 0),
    received_grams int8 check (received_grams between 0 and sent_grams),
    primary key (consignment, line)
  )`,
  "create index consignment_line_lot on consignment_line (lot)",
  `create table organisation (
    address text primary key,
    serial int4 not null unique,
    name text not null,
    country text not null,
    global_location_number text,
    status text not null,
    enrolled_at int8 not null,
    suspended_at int8,
    links int4 not null
  )`,
  `create table role_grant (
    organisation text not null,
    role text not null,
    country text not null,
    site text,
    valid_from int8 not null,
    valid_until int8 not null,
    primary key (organisation, role, country)
  )`,
  `create table organisation_key (
    organisation text not null,
    key text not null,
    scopes text[] not null,
    valid_from int8 not null,
    valid_until int8 not null,
    revoked_at int8,
    compromised_since int8,
    primary key (organisation, key)
  )`,
  `create table quota (
    id text primary key,
    organisation text not null,
    kind text not null,
    country text not null,
    granted_grams numeric(29) not null,
    drawn_grams numeric(29) not null check (drawn_grams between 0 and granted_grams),
    valid_from int8 not null,
    valid_until int8 not null
  )`,
  `create table scheme (
    id int4 primary key,
    name text not null,
    valid_from int8 not null,
    valid_until int8 not null,
    suspended_from int8,
    suspended_until int8,
    attestations text[] not null,
    forms text[] not null,
    maximum_age_days int4 not null,
    maximum_validity_days int4 not null,
    links int4 not null
  )`,
  `create table accreditation (
    scheme int4 not null,
    organisation text not null,
    valid_from int8 not null,
    valid_until int8 not null,
    primary key (scheme, organisation)
  )`,
  `create table tolerance (
    id int4 primary key check (id = 1),
    assay_basis_points int4 not null,
    assay_parts_per_hundred_million int4 not null,
    weight_basis_points int4 not null,
    footprint_basis_points int4 not null
  )`,
  `create table undo (
    block_number int8 not null,
    position int4 not null,
    table_name text not null,
    key jsonb not null,
    previous jsonb,
    primary key (block_number, position)
  )`,
  `create table outbox (
    sequence int8 generated always as identity primary key,
    type text not null,
    digest text not null,
    kind text not null,
    block_number int8 not null,
    block_hash text not null
  )`,
];
