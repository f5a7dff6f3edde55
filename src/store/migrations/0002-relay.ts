import { type Kysely, sql } from "kysely";

/**
 * Tables of the relay. Payloads are hexadecimal text, which drivers pass on as it is, where they take bytes apart one by one;
 * and they are not compressed, which would cost more than it saves.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table relay_submission (
    id text primary key,
    sequence int8 generated always as identity,
    state text not null,
    statements int4 not null,
    gas int8 not null,
    gas_reserve int8 not null,
    bytes int4 not null,
    valid_before int8 not null,
    accepted_at int8 not null,
    refusals int4 not null default 0,
    reason jsonb,
    retry_at int8,
    batch_limit int4,
    sender text,
    nonce int8,
    position int4,
    included_block int8
  )`,
  "create index relay_submission_queued on relay_submission (sequence) where state = 'queued'",
  "create index relay_submission_sent on relay_submission (sender, nonce, position) where state = 'sent'",
  "create index relay_submission_refused on relay_submission (retry_at) where state = 'refused'",
  "create index relay_submission_included on relay_submission (included_block) where state = 'included'",
  `create table relay_statement (
    submission text not null references relay_submission on delete cascade,
    position int4 not null,
    digest text not null,
    kind text not null,
    organisation text not null,
    statement_nonce text not null,
    open bool not null default true,
    module text not null,
    gas_budget int4 not null,
    data text not null,
    primary key (submission, position)
  )`,
  "alter table relay_statement alter column data set storage external",
  "create index relay_statement_digest on relay_statement (digest)",
  "create unique index relay_statement_open_digest on relay_statement (digest) where open",
  "create unique index relay_statement_open_nonce on relay_statement (organisation, statement_nonce) where open",
  `create table relay_sender (
    address text primary key,
    next_nonce int8 not null,
    fence int8 not null
  )`,
  `create table relay_transaction (
    sender text not null references relay_sender,
    nonce int8 not null,
    state text not null,
    created_at int8 not null,
    block_number int8,
    primary key (sender, nonce)
  )`,
  "create index relay_transaction_sent on relay_transaction (sender, nonce) where state = 'sent'",
  "create index relay_transaction_mined on relay_transaction (block_number) where state = 'mined'",
  `create table relay_attempt (
    hash text primary key,
    sender text not null,
    nonce int8 not null,
    attempt int4 not null,
    raw text not null,
    max_fee numeric(78) not null,
    max_priority_fee numeric(78) not null,
    created_at int8 not null,
    unique (sender, nonce, attempt),
    foreign key (sender, nonce) references relay_transaction on delete cascade
  )`,
  "alter table relay_attempt alter column raw set storage external",
];
