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
 * deeper than allowed; nothing is deleted, and nothing goes on unless the ledger comes back to what was indexed. `rereading`: the
 * index was emptied, and has not come again to what was told of it before: what it does not have may well be on the ledger.
 */
export type IndexerState = { state: "following" } | { state: "failing" | "halted" | "rereading"; reason: string };

/** How the index stands. */
export type IndexerStatus = IndexerState & {
  /** Newest block in the index; undefined before anything was read. */
  indexedBlock: bigint | undefined;
  /** Newest block of the ledger, as last seen. */
  tipBlock: bigint | undefined;
  /** Last block that the node calls final; undefined where blocks are counted instead. */
  finalTo?: bigint | undefined;
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
  return (await readStanding(db)).checkpoint;
}

/** How far the index reaches, and how far it was told of. */
export async function readStanding(
  db: Kysely<Database>,
): Promise<{ checkpoint: Checkpoint | undefined; toldTo: bigint }> {
  const row = await db.selectFrom("checkpoint").selectAll().executeTakeFirst();
  if (row === undefined) return { checkpoint: undefined, toldTo: NOWHERE };
  return { checkpoint: row.block_number === NOWHERE ? undefined : row, toldTo: toldTo(row) };
}

/** Whether the index is being read again: it does not have yet what was told of it. */
export async function isReadAgain(db: Kysely<Database>): Promise<boolean> {
  const { checkpoint, toldTo } = await readStanding(db);
  return (checkpoint?.block_number ?? NOWHERE) < toldTo;
}

/** Last block of which something was told that the index had then; -1 if nothing was. */
export function toldTo({ final_to, announce_from }: Checkpoint): bigint {
  return final_to > announce_from - 1n ? final_to : announce_from - 1n;
}
