import { type Kysely, sql } from "kysely";

/** What there is to tell of alerts, and how far it was told. It survives a rebuild: what is found again is no news. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table alert_news (
    sequence int8 generated always as identity primary key,
    alert text not null,
    act int8,
    block_number int8 not null
  )`,
  "create unique index alert_news_raised on alert_news (alert) where act is null",
];
