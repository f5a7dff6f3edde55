import { type Kysely, sql } from "kysely";

/** What lineages look up: what a step drew on its site's allowance. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index governance_act_drawn on governance_act ((args->>'digest')) where event = 'AllowanceDrawn'`.execute(
    db,
  );
}
