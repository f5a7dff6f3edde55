import { sql, type Transaction } from "kysely";
import type { Database } from "../store/database.ts";
import type { Checkpoint } from "../store/index-standing.ts";

/**
 * Tells of the statements of blocks that have been indexed just now, in their order.
 * @param checkpoint Where the index stood before.
 * @param to The last of the blocks.
 */
export async function announceIncluded(
  trx: Transaction<Database>,
  { block_number: from, announce_from }: Checkpoint,
  to: bigint,
): Promise<void> {
  await announce(trx, "included", from < announce_from ? announce_from - 1n : from, to);
}

/**
 * Tells of the statements of blocks that have become final, in their order.
 * @param finalTo Last block that is final, and indexed.
 * @returns The last block of which it has been told now.
 */
export async function announceFinal(
  trx: Transaction<Database>,
  { final_to: told }: Checkpoint,
  finalTo: bigint,
): Promise<bigint> {
  await announce(trx, "final", told, finalTo);
  return finalTo > told ? finalTo : told;
}

async function announce(
  trx: Transaction<Database>,
  type: "included" | "final",
  after: bigint,
  to: bigint,
): Promise<void> {
  if (to <= after) return;
  await sql`
    insert into outbox (type, digest, kind, block_number, block_hash)
    select ${type}, digest, kind, block_number, block_hash from statement_included
    where block_number > ${after} and block_number <= ${to} order by block_number, log_index`.execute(trx);
}
