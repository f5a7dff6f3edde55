import type { Kysely, RawBuilder, Updateable } from "kysely";
import type { Database } from "../store/database.ts";
import type { Checkpoint } from "../store/index-standing.ts";
import { insertRows } from "../store/insert-rows.ts";
import { announce } from "./announce.ts";
import type { DecodedBlock } from "./block-feed.ts";
import { lockCheckpoint } from "./checkpoint.ts";
import { foldPart, loadPart } from "./fold-part.ts";
import { State } from "./state.ts";

/** A part that was folded before its turn, on top of the one before it. */
interface Ahead {
  part: readonly DecodedBlock[];
  state: State;
  writing: Promise<RawBuilder<unknown> | undefined>;
}

/** Rows in memory beyond which the next part begins with none. */
const ROWS_MAXIMUM = 100_000;

/** Writes the index, part by part. While the database takes one part in, the next is folded. */
export class IndexWriter {
  readonly #db: Kysely<Database>;
  #ahead: Ahead | undefined;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /**
   * Adds blocks that follow the checkpoint to the index: rows and checkpoint in one transaction.
   * @param nextPart The part that will come next, if it is known by the time that this one is folded. If it does not come, nothing is lost but
   * the work.
   * @param finalTo Last block that is final: what the ones after it change is kept, for a fork may yet replace them.
   * @returns The new checkpoint.
   * @throws CheckpointMovedError if another indexer was faster.
   */
  async advance(
    checkpoint: Checkpoint,
    part: readonly DecodedBlock[],
    nextPart: () => readonly DecodedBlock[] | undefined,
    finalTo: bigint,
  ): Promise<Checkpoint> {
    const newest = part.at(-1);
    if (newest === undefined) return checkpoint;
    const prepared = this.#ahead?.part === part ? this.#ahead : undefined;
    const state = prepared?.state ?? new State();
    this.#ahead = undefined;
    let ahead: Ahead | undefined;
    const revocableFrom = finalTo + 1n;
    const moved = await this.#db.transaction().execute(async (trx) => {
      await lockCheckpoint(trx, checkpoint);
      if (prepared === undefined) await loadPart(trx, state, part);
      const writing = await (prepared?.writing ?? foldPart(state, part, revocableFrom));
      const next = nextPart();
      if (next !== undefined && state.size < ROWS_MAXIMUM) {
        // What the state does not hold, this part does not change: it may be loaded before the part is written.
        await loadPart(trx, state, next);
        ahead = { part: next, state, writing: foldPart(state, next, revocableFrom) };
        // Whoever comes to need it is told what went wrong.
        ahead.writing.catch(() => {});
      }
      await writing?.execute(trx);
      const { number: block_number, hash: block_hash } = newest.header;
      const final_to = await announce(trx, checkpoint, block_number, finalTo < block_number ? finalTo : block_number);
      await keepRevocable(trx, part, revocableFrom);
      const place = { block_number, block_hash, final_to, halted: null };
      await moveOn(trx, place, revocableFrom);
      return { ...checkpoint, ...place };
    });
    this.#ahead = ahead;
    return moved;
  }
}

/** Keeps the hashes of the blocks that a fork may replace, and of the one before them. */
async function keepRevocable(
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
}

/** Moves the checkpoint, and forgets of the blocks that no fork replaces any more what was kept for one. */
async function moveOn(
  trx: Kysely<Database>,
  place: Updateable<Database["checkpoint"]>,
  revocableFrom: bigint,
): Promise<void> {
  await trx
    .with("forgotten_blocks", (db) => db.deleteFrom("block").where("number", "<", revocableFrom - 1n))
    .with("forgotten_changes", (db) => db.deleteFrom("undo").where("block_number", "<", revocableFrom))
    .updateTable("checkpoint")
    .set(place)
    .execute();
}
