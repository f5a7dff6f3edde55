import { type Kysely, sql } from "kysely";

/** Evidence: documents by the hash of their content. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table evidence (
    hash text primary key,
    upload uuid not null unique,
    size int4 not null,
    stored_at timestamptz not null default now()
  )`,
  `create table evidence_part (
    upload uuid not null,
    position int4 not null,
    content bytea not null,
    stored_at timestamptz not null default now(),
    primary key (upload, position)
  )`,
];
