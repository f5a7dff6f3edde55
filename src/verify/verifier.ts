import type { Hex } from "../domain/hex.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import type { IndexedBlock, IndexerStatus } from "../store/index-standing.ts";
import { IndexerHaltedError, readCheckpoint } from "../store/index-standing.ts";
import type { Store } from "../store/open-store.ts";
import type { Evidence, LedgerEvidence } from "./evidence.ts";
import { hasGaps } from "./gaps.ts";
import { findAncestry, gather } from "./gather.ts";
import { indexedEvidence } from "./indexed-evidence.ts";
import { judgeLot } from "./judge-lot.ts";
import type { KnownLineage } from "./load-lineage.ts";
import type { IndexStanding } from "./lot-case.ts";
import { emptyMemory, type KnownVerdict, type Memory } from "./memory.ts";

/** What a verifier asks whoever follows the ledger into the index. */
interface Following {
  status(): IndexerStatus;
  /** Takes in everything up to the ledger's newest block of now. @throws IndexerHaltedError */
  catchUp(): Promise<void>;
  /** Calls back after every change of the index, with its newest block. */
  onBlock(listener: (block: IndexedBlock) => void): unknown;
}

/** What a verifier reads from. */
export interface VerifierSources {
  ledger: Ledger;
  store: Store;
  indexer: Following;
}

/** Verifies lots. */
export interface Verifier {
  /**
   * A lot's verdict, read from the ledger at the newest block of the index.
   * @param lot Id of the lot.
   * @param fresh Whether everything is recomputed, up to the ledger's newest block, rather than taken from what was computed
   * before for the same heads.
   * @returns undefined if neither the index nor the ledger knows the lot.
   * @throws RpcError if the ledger does not answer; IndexerHaltedError if it does not know the block of a halted index.
   */
  verifyLot(lot: Hex, options: { fresh: boolean }): Promise<Verdict | undefined>;
  /**
   * What a lot was made from, recomputed from the dossiers of all that went in; these are compared with the ledger as for a verdict that
   * is not fresh.
   * @throws LineageTooLargeError
   * @throws RpcError if the ledger does not answer.
   */
  lineage(lot: Hex): Promise<KnownLineage>;
  /** Lots whose last verdict found that the index lacks something of what the ledger lists; a hundred of them at most. */
  lacking(): readonly Hex[];
}

/** The index has not read a block yet. */
export class NothingIndexedError extends Error {
  override name = "NothingIndexedError";
}

/** The node keeps no state as old as the index's newest block, which is behind: verdicts wait until it has caught up. */
export class StateGoneError extends Error {
  override name = "StateGoneError";
}

/** What the parts of a verifier read from. */
interface Sources extends Pick<VerifierSources, "store" | "indexer"> {
  evidence: Evidence;
  /** Lots whose last verdict found gaps. */
  lacking: Set<Hex>;
}

const attempts = 3;
const lotsRemembered = 5_000;
const lackingNamed = 100;

/** Makes a verifier. */
export function createVerifier(given: VerifierSources): Verifier {
  const { ledger, store, indexer } = given;
  const lacking = new Set<Hex>();
  const sources: Sources = { store, indexer, evidence: indexedEvidence(store.db, ledger), lacking };
  const memory = emptyMemory(lotsRemembered);
  let newest: IndexedBlock | undefined;
  sources.indexer.onBlock((block) => {
    newest = block;
  });
  const newestBlock = async (): Promise<IndexedBlock> => {
    newest ??= await readNewestBlock(sources.store);
    return newest;
  };
  return {
    lacking: () => [...lacking],
    async lineage(lot) {
      const block = await newestBlock();
      const ledger = ledgerAt(sources, memory, block);
      const { lineage, differing } = await findAncestry({ ...sources, memory, block, ledger, fresh: false }, lot);
      return { ...lineage, altered: [...new Set([...lineage.altered, ...differing])] };
    },
    async verifyLot(lot, { fresh }) {
      if (fresh) await catchUp(sources.indexer);
      const used = fresh ? emptyMemory(lotsRemembered, memory.signatures) : memory;
      for (let attempt = 1; ; attempt++) {
        const block = await newestBlock();
        try {
          return await verifyAt(sources, used, block, lot, fresh);
        } catch (error) {
          // A fork may have replaced the block while it was read: the index then names another one.
          if (attempt < attempts && (await newestBlock()).hash !== block.hash) continue;
          throw unsettledOr(error, sources.indexer.status());
        }
      }
    },
  };
}

// A node on the other side of a fork no longer knows the block at which the index is halted: it answers, only not for that.
// One that keeps the newest state only does not know that of a block which an index that is behind stands on.
function unsettledOr(error: unknown, { state, indexedBlock, tipBlock, ...standing }: IndexerStatus): unknown {
  if (!(error instanceof RpcError) || error.retryable) return error;
  if (state === "halted" && "reason" in standing) return new IndexerHaltedError(standing.reason);
  if (indexedBlock === undefined || tipBlock === undefined || indexedBlock >= tipBlock) return error;
  return new StateGoneError(
    `The node does not have the state of block ${indexedBlock}, up to which the index reaches, any more; its newest block is ${tipBlock}.`,
  );
}

// An index that is halted says so in the verdict.
async function catchUp(indexer: VerifierSources["indexer"]): Promise<void> {
  try {
    await indexer.catchUp();
  } catch (error) {
    if (!(error instanceof IndexerHaltedError)) throw error;
  }
}

async function readNewestBlock({ db }: Store): Promise<IndexedBlock> {
  const checkpoint = await readCheckpoint(db);
  if (checkpoint === undefined) throw new NothingIndexedError("The index has not read a block yet.");
  return { number: checkpoint.block_number, hash: checkpoint.block_hash };
}

async function verifyAt(
  sources: Sources,
  memory: Memory,
  block: IndexedBlock,
  lot: Hex,
  fresh: boolean,
): Promise<Verdict | undefined> {
  const { state, tipBlock } = sources.indexer.status();
  const index = { state, tip: tipBlock ?? block.number };
  const clock = Math.floor(Date.now() / 1000);
  const known = memory.verdicts.get(lot);
  if (known && stillHolds(known, block.hash, index, clock)) return known.verdict;
  const ledger = ledgerAt(sources, memory, block);
  const lotCase = await gather({ ...sources, memory, block, ledger, fresh }, lot);
  if (lotCase === undefined) return undefined;
  const judgedAt = Math.max(clock, lotCase.reading.block.timestamp);
  const judged = { ...lotCase, index, now: judgedAt };
  const verdict = judgeLot(judged);
  // What lacks may be there the next time, at the same block.
  if (hasGaps(judged)) {
    memory.verdicts.delete(lot);
    if (sources.lacking.size < lackingNamed) sources.lacking.add(lot);
  } else {
    memory.verdicts.set(lot, { blockHash: block.hash, index, judgedAt, verdict });
    sources.lacking.delete(lot);
  }
  return verdict;
}

function stillHolds({ verdict, ...known }: KnownVerdict, blockHash: Hex, index: IndexStanding, clock: number): boolean {
  const validUntil = verdict.certificate?.validUntil ?? Number.POSITIVE_INFINITY;
  return (
    known.blockHash === blockHash &&
    known.index.state === index.state &&
    known.index.tip === index.tip &&
    known.judgedAt > validUntil === Math.max(clock, verdict.block.timestamp) > validUntil
  );
}

function ledgerAt({ evidence }: Sources, { ledgers }: Memory, { hash }: IndexedBlock): LedgerEvidence {
  const ledger = ledgers.get(hash) ?? evidence.ledgerAt(hash);
  ledgers.set(hash, ledger);
  return ledger;
}
