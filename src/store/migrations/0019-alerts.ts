import { type Kysely, sql } from "kysely";

/** What authorities did about alerts. What the rules found follows from the ledger. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table alert_act (
    sequence int8 generated always as identity primary key,
    alert text not null,
    act text not null,
    at int8 not null,
    organisation text not null,
    key text not null,
    reason text,
    country text
  )`,
  "create index alert_act_alert on alert_act (alert, sequence)",
];
