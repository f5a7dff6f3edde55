import { type Kysely, sql } from "kysely";

/** Who sends with a key does so for a while, so that another relay can go on where one has died. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table relay_sender add column held_until int8 not null default 0`.execute(db);
}
