import type { Kysely, Transaction } from "kysely";
import type { Ledger } from "../ledger/ledger.ts";
import type { Database } from "../store/database.ts";
import { indexVersion } from "../store/index-schema/index-tables.ts";
import { type Checkpoint, NOWHERE, readStanding } from "../store/index-standing.ts";
import type { BlockHeader } from "./chain-types.ts";

/** How far the index reaches has changed behind this indexer's back: another one works on the same database. */
export class CheckpointMovedError extends Error {
  override name = "CheckpointMovedError";
}

/**
 * How far the index of this ledger reaches, and how far it was told of.
 * @throws Error if the database holds the index of another ledger, or another version of Ytterby has made the index its own.
 */
export async function readStandingOf(db: Kysely<Database>, ledger: Ledger): ReturnType<typeof readStanding> {
  const standing = await readStanding(db);
  const { checkpoint } = standing;
  if (checkpoint !== undefined && checkpoint.ledger !== ledgerIdentity(ledger)) {
    throw new Error("The database holds the index of another ledger. Give this ledger a database of its own.");
  }
  // Whoever makes the index its own empties it first.
  if (checkpoint === undefined) await requireOwnVersion(db);
  return standing;
}

async function requireOwnVersion(db: Kysely<Database>): Promise<void> {
  const { version } = await db.selectFrom("index_version").select("version").forShare().executeTakeFirstOrThrow();
  if (version === indexVersion) return;
  throw new Error(
    "Another version of Ytterby has made the index its own. Stop this one, or the other and start this again.",
  );
}

/** Puts the checkpoint of an empty index on the block before the first that may hold an event. */
export async function placeCheckpoint(db: Kysely<Database>, ledger: Ledger, start: BlockHeader): Promise<void> {
  const place = { block_number: start.number, block_hash: start.hash };
  const row = { id: 1, ...place, ledger: ledgerIdentity(ledger), announce_from: start.number + 1n, halted: null };
  await db.transaction().execute(async (trx) => {
    await requireOwnVersion(trx);
    const placed = await trx
      .insertInto("checkpoint")
      .values(row)
      .onConflict((conflict) => conflict.column("id").doUpdateSet(place).where("checkpoint.block_number", "=", NOWHERE))
      .returning("id")
      .executeTakeFirst();
    // Another indexer may have been faster.
    if (placed === undefined) return;
    const { number, hash, parentHash, timestamp } = start;
    await trx.insertInto("block").values({ number, hash, parent_hash: parentHash, timestamp }).execute();
  });
}

/**
 * Locks the checkpoint for this transaction.
 * @throws CheckpointMovedError if it is not where it is expected to be.
 */
export async function lockCheckpoint(trx: Transaction<Database>, expected: Checkpoint): Promise<void> {
  const locked = await trx.selectFrom("checkpoint").selectAll().forUpdate().executeTakeFirst();
  if (locked?.block_number !== expected.block_number || locked.block_hash !== expected.block_hash) {
    throw new CheckpointMovedError("Another indexer has moved the checkpoint.");
  }
}

function ledgerIdentity({ manifest }: Ledger): string {
  return `${manifest.genesisHash} ${manifest.contracts.Participants.address}`;
}
