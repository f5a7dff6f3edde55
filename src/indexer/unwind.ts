import type { Kysely, Transaction } from "kysely";
import type { Hex } from "../domain/hex.ts";
import type { Database } from "../store/database.ts";
import { addedTableNames, type StateTableName, stateTableNames } from "../store/index-schema/index-tables.ts";
import type { Checkpoint } from "../store/index-standing.ts";
import { insertRows } from "../store/insert-rows.ts";
import { lockCheckpoint } from "./checkpoint.ts";
import { removals, replacements } from "./state-table.ts";

/**
 * Takes back the blocks after an ancestor of the checkpoint: as if they had never been indexed, but for the outbox, which
 * tells that their statements are included no longer.
 * @returns The new checkpoint.
 */
export async function unwind(
  db: Kysely<Database>,
  checkpoint: Checkpoint,
  ancestor: { number: bigint; hash: Hex },
): Promise<Checkpoint> {
  return db.transaction().execute(async (trx) => {
    await lockCheckpoint(trx, checkpoint);
    await announceUnwound(trx, ancestor.number);
    for (const table of addedTableNames) {
      await trx.deleteFrom(table).where("block_number", ">", ancestor.number).execute();
    }
    for (const table of stateTableNames) await restore(trx, table, ancestor.number);
    await trx.deleteFrom("undo").where("block_number", ">", ancestor.number).execute();
    await trx.deleteFrom("block").where("number", ">", ancestor.number).execute();
    const next = ancestor.number + 1n;
    const moved = {
      block_number: ancestor.number,
      block_hash: ancestor.hash,
      announce_from: checkpoint.announce_from < next ? checkpoint.announce_from : next,
      halted: null,
    };
    await trx.updateTable("checkpoint").set(moved).execute();
    return { ...checkpoint, ...moved };
  });
}

async function announceUnwound(trx: Transaction<Database>, after: bigint): Promise<void> {
  const rows = await trx
    .selectFrom("statement_included")
    .select(["digest", "kind", "block_number", "block_hash"])
    .where("block_number", ">", after)
    .orderBy("block_number", "desc")
    .orderBy("log_index", "desc")
    .execute();
  await insertRows(
    trx,
    "outbox",
    rows.map((row) => ({ type: "unwound" as const, ...row })),
  );
}

/** Puts the rows of a table back to what they were before the first of the blocks changed them. */
async function restore(trx: Transaction<Database>, table: StateTableName, after: bigint): Promise<void> {
  const changes = await trx
    .selectFrom("undo")
    .select(["key", "previous"])
    .where("table_name", "=", table)
    .where("block_number", ">", after)
    .orderBy("block_number")
    .orderBy("position")
    .execute();
  const first = new Map<string, (typeof changes)[number]>();
  for (const change of changes) {
    const id = JSON.stringify(change.key);
    if (!first.has(id)) first.set(id, change);
  }
  const restored = [...first.values()];
  const statements = [
    ...removals(
      table,
      restored.map(({ key }) => key),
    ),
    ...replacements(
      table,
      restored.flatMap(({ previous }) => (previous === null ? [] : [previous])),
    ),
  ];
  for (const statement of statements) await statement.execute(trx);
}
