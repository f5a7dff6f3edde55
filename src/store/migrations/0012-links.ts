import { type Kysely, sql } from "kysely";

/** A link is made of a digest and a time: the digest commits to the organisation that stated it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table dossier_link drop column organisation`.execute(db);
  await sql`alter table governance_act drop column organisation`.execute(db);
}
