import { type Kysely, sql } from "kysely";

/** Which grams of a consignment arrived by a statement, as whoever has them since says. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  "alter table unit_claim add column arrival_of text, add column holder text not null default ''",
  // By one statement both sides of a dispute get grams, and each names its own.
  "alter table unit_claim drop constraint unit_claim_pkey, add primary key (statement, holder, lot, first_gram)",
  "create index unit_claim_arrival on unit_claim (arrival_of, lot) where arrival_of is not null",
];
