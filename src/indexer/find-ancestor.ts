import type { Kysely } from "kysely";
import type { Hex } from "../domain/hex.ts";
import type { Database } from "../store/database.ts";
import { type BlockSource, InconsistentNodeError } from "./block-source.ts";

/**
 * Finds the newest indexed block that is still part of the ledger.
 * @returns undefined if none is of those that are kept, which is as many as a fork may replace, and one.
 */
export async function findAncestor(
  db: Kysely<Database>,
  source: BlockSource,
  indexed: bigint,
  tip: bigint,
): Promise<{ number: bigint; hash: Hex } | undefined> {
  const kept = await db
    .selectFrom("block")
    .select(["number", "hash"])
    .where("number", "<=", indexed < tip ? indexed : tip)
    .orderBy("number", "desc")
    .execute();
  const headers = await source.headers(kept.map(({ number }) => number));
  return kept.find(({ number, hash }, i) => {
    const header = headers[i];
    if (header === undefined) throw new InconsistentNodeError(`The node does not know block ${number}.`);
    return header.hash === hash;
  });
}
