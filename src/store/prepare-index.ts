import { type Kysely, sql, type Transaction } from "kysely";
import type { Database } from "./database.ts";
import { indexCreation, indexTableNames, indexVersion } from "./index-schema/index-tables.ts";
import { NOWHERE } from "./index-standing.ts";

/**
 * Sees to it that the tables of the index are those that this version declares. Those of another version are dropped: what they held
 * follows from the ledger, and the indexer reads it again. What people and services wrote is in other tables.
 * @returns Whether tables of another version were dropped.
 */
export async function prepareIndex(db: Kysely<Database>): Promise<boolean> {
  const found = await db.selectFrom("index_version").select("version").executeTakeFirst();
  if (found?.version === indexVersion) return false;
  return db.transaction().execute(async (trx) => {
    // Whoever comes at the same time waits here, and finds the work done.
    const { version, tables } = await trx.selectFrom("index_version").selectAll().forUpdate().executeTakeFirstOrThrow();
    if (version === indexVersion) return false;
    await readAgain(trx);
    if (tables.length > 0)
      await sql`drop table if exists ${sql.join(tables.map((name) => sql.table(name)))}`.execute(trx);
    for (const statement of indexCreation) await sql.raw(statement).execute(trx);
    await trx
      .updateTable("index_version")
      .set({ version: indexVersion, tables: [...indexTableNames] })
      .execute();
    return tables.length > 0;
  });
}

/**
 * Empties the index, so that the indexer reads everything again from the first block. What was announced in the outbox stays,
 * and is not announced again.
 */
export async function resetIndex(db: Kysely<Database>): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await readAgain(trx);
    for (const table of indexTableNames) await trx.deleteFrom(table).execute();
  });
}

/**
 * Empties the index of a ledger that has lost the blocks behind one: what is read of later blocks is announced as new.
 * @param good Number of the last block that is as it was.
 */
export async function resetIndexTo(trx: Transaction<Database>, good: bigint): Promise<void> {
  await readAgain(trx);
  for (const table of indexTableNames) await trx.deleteFrom(table).execute();
  await sql`update checkpoint set announce_from = least(announce_from, ${good} + 1), final_to = least(final_to, ${good})`.execute(
    trx,
  );
}

/** Puts the checkpoint before the first block. An indexer that is at work notices it before it writes anything. */
async function readAgain(trx: Transaction<Database>): Promise<void> {
  await sql`update checkpoint set block_number = ${NOWHERE}, block_hash = '', halted = null,
    announce_from = greatest(announce_from, block_number + 1)`.execute(trx);
}
