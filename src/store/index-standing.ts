import type { Kysely, Selectable } from "kysely";
import type { Hex } from "../domain/hex.ts";
import type { Database } from "./database.ts";

/** Newest block of the index. */
export interface IndexedBlock {
  number: bigint;
  hash: Hex;
}

/**
 * Whether the index follows the ledger. `failing`: something is wrong that may pass, and is tried again. `halted`: a fork went
 * deeper than allowed; nothing is deleted, and nothing goes on unless the ledger comes back to what was indexed.
 */
export type IndexerState = { state: "following" } | { state: "failing" | "halted"; reason: string };

/** How the index stands. */
export type IndexerStatus = IndexerState & {
  /** Newest block in the index; undefined before anything was read. */
  indexedBlock: bigint | undefined;
  /** Newest block of the ledger, as last seen. */
  tipBlock: bigint | undefined;
};

/** The indexer is halted: see the reason. */
export class IndexerHaltedError extends Error {
  override name = "IndexerHaltedError";
}

/** Number of the checkpoint's block while the index is empty. */
export const NOWHERE = -1n;

export type Checkpoint = Selectable<Database["checkpoint"]>;

/** How far the index reaches; undefined while it is empty. */
export async function readCheckpoint(db: Kysely<Database>): Promise<Checkpoint | undefined> {
  const row = await db.selectFrom("checkpoint").selectAll().executeTakeFirst();
  return row?.block_number === NOWHERE ? undefined : row;
}
