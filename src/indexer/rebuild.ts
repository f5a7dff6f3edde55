import type { Kysely } from "kysely";
import type { Database } from "../store/database.ts";
import { NOWHERE } from "../store/index-standing.ts";
import { stateTableKeys } from "./state-table.ts";

/** Tables that hold nothing but what the ledger's events say. */
export const derivedTables = [
  "block",
  "statement_included",
  "dossier_link",
  "governance_act",
  "movement",
  "undo",
  ...(Object.keys(stateTableKeys) as (keyof typeof stateTableKeys)[]),
] as const;

/**
 * Empties the index, so that the indexer reads everything again from the first block. What was announced in the outbox stays,
 * and is not announced again.
 */
export async function resetIndex(db: Kysely<Database>): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const checkpoint = await trx.selectFrom("checkpoint").selectAll().forUpdate().executeTakeFirst();
    if (checkpoint === undefined) return;
    for (const table of derivedTables) await trx.deleteFrom(table).execute();
    const reached = checkpoint.block_number + 1n;
    await trx
      .updateTable("checkpoint")
      .set({
        block_number: NOWHERE,
        block_hash: "",
        announce_from: checkpoint.announce_from > reached ? checkpoint.announce_from : reached,
        halted: null,
      })
      .execute();
  });
}
