import { type Kysely, sql } from "kysely";

/** Of a statement's envelope, columns repeated what stands in its message, and nobody looked for them there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table statement_included drop column contract, drop column key, drop column nonce,
    drop column valid_after, drop column valid_before`.execute(db);
}
