import { type Kysely, sql } from "kysely";

/** Quotas, terms, allowances and tolerances have heads, too: how many links each has. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table register_head (subject text primary key, links int4 not null)`.execute(db);
}
