import { type Kysely, sql } from "kysely";

/**
 * Who put documents, and lists of documents. What was stored before had nobody's name on it, was open to everybody and to be kept for
 * ever: so it stays.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  "alter table evidence add column is_kept bool not null default true",
  "alter table evidence alter column is_kept set default false",
  `create table evidence_owner (
    hash text not null references evidence on delete cascade,
    organisation text not null,
    stored_at timestamptz not null default now(),
    primary key (hash, organisation)
  )`,
  `create table evidence_list (
    list text not null references evidence on delete cascade,
    member text not null,
    primary key (list, member)
  )`,
  "create index evidence_list_member on evidence_list (member)",
];
