import { type Kysely, sql } from "kysely";

/** A holder's stock of a lot is kept by country. Ledgers of before have no countries of stock, so nothing is carried over. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  "drop table balance",
  `create table balance (
    lot text not null,
    holder text not null,
    country text not null,
    grams int8 not null check (grams > 0),
    transport_milligrams numeric(78) not null,
    primary key (lot, holder, country)
  )`,
  "create index balance_holder on balance (holder, lot)",
];
