import { type Kysely, sql } from "kysely";

/** Alerts, what authorities did about them, and what the rules keep. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table alert (
    id text primary key,
    sequence int8 generated always as identity unique,
    rule text not null,
    subject_type text not null,
    subject text not null,
    statements text[] not null,
    organisations text[] not null,
    countries text[] not null,
    evidence jsonb not null,
    raised_at int8 not null,
    block_number int8 not null
  )`,
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
  `create table alert_memory (
    rule text not null,
    key text not null,
    value jsonb not null,
    primary key (rule, key)
  )`,
  "create table alert_cursor (id int4 primary key, block_number int8 not null)",
  "insert into alert_cursor values (1, -1)",
];
