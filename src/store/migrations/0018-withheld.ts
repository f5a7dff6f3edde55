import { type Kysely, sql } from "kysely";

/** What is withheld of a rejected lot. The first edition withheld nothing. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table lot add column withheld_grams int8`.execute(db);
}
