import { sql, type Transaction } from "kysely";
import type { Database } from "../store/database.ts";
import type { Checkpoint } from "./checkpoint.ts";

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
  if (finalTo <= told) return told;
  await sql`
    insert into outbox (type, digest, kind, block_number, block_hash)
    select 'final', digest, kind, block_number, block_hash from statement_included
    where block_number > ${told} and block_number <= ${finalTo} order by block_number, log_index`.execute(trx);
  return finalTo;
}
