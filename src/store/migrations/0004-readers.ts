import { type Kysely, sql } from "kysely";

/** Readers: nonces of sign-in that are spent, tokens of machines, and what authorities looked at. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table spent_sign_in_nonce (
    nonce text primary key,
    expires_at int8 not null
  )`,
  `create table reader_token (
    id uuid primary key,
    organisation text not null,
    key text not null,
    scopes text[] not null,
    created_at int8 not null,
    valid_until int8 not null,
    revoked_at int8
  )`,
  "create index reader_token_organisation on reader_token (organisation, created_at)",
  `create table access_log (
    sequence int8 generated always as identity primary key,
    at int8 not null,
    organisation text not null,
    key text not null,
    token uuid,
    method text not null,
    path text not null
  )`,
  "create index access_log_organisation on access_log (organisation, at)",
];
