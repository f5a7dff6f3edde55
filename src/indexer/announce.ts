import { sql, type Transaction } from "kysely";
import type { Database } from "../store/database.ts";
import type { Checkpoint } from "../store/index-standing.ts";

/**
 * Tells of the statements of blocks that have been indexed just now, and after them of those of blocks that have become final, each in
 * their order.
 * @param checkpoint Where the index stood before.
 * @param newest The last block that is indexed.
 * @param finalTo Last block that is final, and indexed.
 * @returns The last block that has been told to be final.
 */
export async function announce(
  trx: Transaction<Database>,
  { block_number, announce_from, final_to: told }: Checkpoint,
  newest: bigint,
  finalTo: bigint,
): Promise<bigint> {
  const after = block_number < announce_from ? announce_from - 1n : block_number;
  if (newest > after || finalTo > told) {
    const columns = sql`digest, kind, block_number, block_hash, log_index`;
    await sql`
      insert into outbox (type, digest, kind, block_number, block_hash)
      select type, digest, kind, block_number, block_hash from (
        select 1 as turn, 'included' as type, ${columns} from statement_included
          where block_number > ${after} and block_number <= ${newest}
        union all
        select 2, 'final', ${columns} from statement_included where block_number > ${told} and block_number <= ${finalTo}
      ) as news order by turn, block_number, log_index`.execute(trx);
  }
  return finalTo > told ? finalTo : told;
}
