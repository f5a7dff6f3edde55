import { type Kysely, sql } from "kysely";

/** Which grams statements moved, as the organisations that stated them say. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table unit_claim (
    statement text not null,
    lot text not null,
    first_gram int8 not null,
    last_gram int8 not null check (last_gram >= first_gram),
    primary key (statement, lot, first_gram)
  )`,
  "create index unit_claim_grams on unit_claim (lot, first_gram, last_gram)",
];
