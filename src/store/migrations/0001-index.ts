import { type Kysely, sql } from "kysely";

/** How far the index reaches, and what was told of it. Its own tables follow from their declaration. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table checkpoint (
    id int4 primary key check (id = 1),
    block_number int8 not null,
    block_hash text not null,
    ledger text not null,
    announce_from int8 not null,
    halted text
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
