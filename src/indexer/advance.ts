import type { Kysely } from "kysely";
import type { Database } from "../store/database.ts";
import { insertRows } from "../store/insert-rows.ts";
import { announceFinal } from "./announce-final.ts";
import type { BlockHeader } from "./chain-types.ts";
import { type Checkpoint, lockCheckpoint } from "./checkpoint.ts";
import type { IndexedEvent } from "./decode-log.ts";
import { type AddedRows, foldEvent, wantRows } from "./fold-block.ts";
import { State } from "./state.ts";

/** A block with what its events tell, in order. */
export interface DecodedBlock {
  header: BlockHeader;
  events: IndexedEvent[];
}

/**
 * Adds blocks that follow the checkpoint to the index: rows and checkpoint in one transaction.
 * @param revocableFrom First block that a fork may yet replace, so that what it changes is kept.
 * @param finalTo Last block that is final.
 * @returns The new checkpoint.
 * @throws CheckpointMovedError if another indexer was faster.
 */
export async function advance(
  db: Kysely<Database>,
  checkpoint: Checkpoint,
  blocks: readonly DecodedBlock[],
  revocableFrom: bigint,
  finalTo: bigint,
): Promise<Checkpoint> {
  const newest = blocks.at(-1);
  if (newest === undefined) return checkpoint;
  return db.transaction().execute(async (trx) => {
    await lockCheckpoint(trx, checkpoint);
    const state = new State();
    const added: AddedRows = { statement_included: [], dossier_link: [], governance_act: [], movement: [] };
    const events = blocks.flatMap((block) => block.events);
    do for (const event of events) wantRows(event, state.tables);
    while (await state.load(trx));
    for (const { header, events: told } of blocks) {
      state.beginBlock(header.number, header.number >= revocableFrom);
      for (const event of told) foldEvent(event, state.tables, added);
    }
    await state.flush(trx);
    await insertRows(trx, "statement_included", added.statement_included);
    await insertRows(trx, "dossier_link", added.dossier_link);
    await insertRows(trx, "governance_act", added.governance_act);
    await insertRows(trx, "movement", added.movement);
    await insertRows(trx, "outbox", announcements(events, checkpoint.announce_from));
    await followBlocks(trx, blocks, revocableFrom);
    const final_to = await announceFinal(
      trx,
      checkpoint,
      finalTo < newest.header.number ? finalTo : newest.header.number,
    );
    const moved = { block_number: newest.header.number, block_hash: newest.header.hash, final_to, halted: null };
    await trx.updateTable("checkpoint").set(moved).execute();
    return { ...checkpoint, ...moved };
  });
}

function announcements(events: readonly IndexedEvent[], from: bigint) {
  return events.flatMap((event) =>
    event.type === "statement" && event.blockNumber >= from
      ? [
          {
            type: "included" as const,
            digest: event.digest,
            kind: event.statement.kind,
            block_number: event.blockNumber,
            block_hash: event.blockHash,
          },
        ]
      : [],
  );
}

/** Keeps the hashes of the blocks that a fork may replace and of the one before them, and what they changed. */
async function followBlocks(
  trx: Kysely<Database>,
  blocks: readonly DecodedBlock[],
  revocableFrom: bigint,
): Promise<void> {
  const kept = blocks.filter(({ header }) => header.number >= revocableFrom - 1n);
  const rows = kept.map(({ header }) => ({
    number: header.number,
    hash: header.hash,
    parent_hash: header.parentHash,
    timestamp: header.timestamp,
  }));
  await insertRows(trx, "block", rows);
  await trx
    .deleteFrom("block")
    .where("number", "<", revocableFrom - 1n)
    .execute();
  await trx.deleteFrom("undo").where("block_number", "<", revocableFrom).execute();
}
