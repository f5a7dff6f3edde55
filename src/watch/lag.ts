import type { IndexerStatus } from "../store/index-standing.ts";

/** How many blocks the index is behind the ledger; undefined while nothing was read. */
export function lagOf({ indexedBlock, tipBlock }: IndexerStatus): bigint | undefined {
  if (indexedBlock === undefined || tipBlock === undefined) return undefined;
  return tipBlock > indexedBlock ? tipBlock - indexedBlock : 0n;
}
