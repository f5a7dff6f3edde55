import { type Kysely, sql } from "kysely";

/** Which grams of a consignment arrived by a statement, as whoever has them since says; and how many were named of each lot. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // By one statement both sides of a dispute get grams, and each names its own.
  "alter table unit_claim add column holder text not null default ''",
  "alter table unit_claim drop constraint unit_claim_pkey, add primary key (statement, holder, lot, first_gram)",
  `create table unit_naming (
    statement text not null,
    holder text not null,
    lot text not null,
    arrival_of text,
    grams int8 not null,
    primary key (statement, holder, lot)
  )`,
  "create index unit_naming_arrival on unit_naming (arrival_of, lot) where arrival_of is not null",
  `insert into unit_naming (statement, holder, lot, arrival_of, grams)
    select statement, holder, lot, null, sum(last_gram - first_gram + 1) from unit_claim group by statement, holder, lot`,
];
