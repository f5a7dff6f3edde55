import { type Kysely, sql } from "kysely";

/** What is missing of a disputed consignment may go back to its sender in part. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table consignment_line add column returned_grams int8 not null default 0
    check (returned_grams between 0 and sent_grams)`.execute(db);
}
