import { sameHead } from "../domain/head.ts";
import type { Hex } from "../domain/hex.ts";
import type { Verdict } from "../domain/verdict.ts";
import { readCheckpoint } from "../indexer/checkpoint.ts";
import { type IndexedBlock, IndexerHaltedError } from "../indexer/follower.ts";
import type { Indexer, IndexerStatus } from "../indexer/indexer.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { RpcError } from "../ledger/rpc-error.ts";
import type { Store } from "../store/open-store.ts";
import { LineageRepository } from "../store/repositories/lineage-repository.ts";
import { ancestryOf } from "./ancestry.ts";
import { loadDossier } from "./dossier.ts";
import { judgeLot } from "./judge-lot.ts";
import { type LedgerReading, readLedger, type Wanted } from "./ledger-reading.ts";
import { type KnownLineage, loadLineage } from "./load-lineage.ts";
import type { IndexStanding, LotCase } from "./lot-case.ts";
import { lotFacts } from "./lot-facts.ts";
import { type KnownLot, type KnownVerdict, type Memory, recall } from "./memory.ts";
import { loadRegisters, type Register, type Subject } from "./register.ts";
import { StateReader } from "./state-reader.ts";

/** What a verifier reads from. */
export interface VerifierSources {
  ledger: Ledger;
  store: Store;
  indexer: Pick<Indexer, "status" | "catchUp" | "onBlock">;
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
   * What a lot was made from, recomputed from the statements as the index has them.
   * @throws LineageTooLargeError
   */
  lineage(lot: Hex): Promise<KnownLineage>;
}

/** The index has not read a block yet. */
export class NothingIndexedError extends Error {
  override name = "NothingIndexedError";
}

/** What the parts of a verifier read from. */
type Sources = VerifierSources & { lineages: LineageRepository };

const attempts = 3;
const lotsRemembered = 5_000;

/** Makes a verifier. */
export function createVerifier(given: VerifierSources): Verifier {
  const sources = { ...given, lineages: new LineageRepository(given.store.db) };
  const memory = recall(lotsRemembered);
  let newest: IndexedBlock | undefined;
  sources.indexer.onBlock((block) => {
    newest = block;
  });
  const newestBlock = async (): Promise<IndexedBlock> => {
    newest ??= await readNewestBlock(sources.store);
    return newest;
  };
  return {
    lineage: async (lot) =>
      loadLineage(sources.lineages, sources.ledger, memory.statements, lot, (await newestBlock()).number),
    async verifyLot(lot, { fresh }) {
      if (fresh) await catchUp(sources.indexer);
      const used = fresh ? recall(1) : memory;
      for (let attempt = 1; ; attempt++) {
        const block = await newestBlock();
        try {
          return await verifyAt(sources, used, block, lot, fresh);
        } catch (error) {
          // A fork may have replaced the block while it was read: the index then names another one.
          if (attempt < attempts && (await newestBlock()).hash !== block.hash) continue;
          throw haltedOr(error, sources.indexer.status());
        }
      }
    },
  };
}

// A node on the other side of a fork no longer knows the block at which the index is halted: it answers, only not for that.
function haltedOr(error: unknown, { state, ...standing }: IndexerStatus): unknown {
  const isHalted = state === "halted" && error instanceof RpcError && !error.retryable;
  return isHalted && "reason" in standing ? new IndexerHaltedError(standing.reason) : error;
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
  const lotCase = await gather(sources, memory, block, lot, fresh);
  if (lotCase === undefined) return undefined;
  const judgedAt = Math.max(clock, lotCase.reading.block.timestamp);
  const verdict = judgeLot({ ...lotCase, index, now: judgedAt });
  memory.verdicts.set(lot, { blockHash: block.hash, index, judgedAt, verdict });
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

/** Everything there is to judge; undefined if neither the index nor the ledger knows the lot. */
async function gather(
  sources: Sources,
  memory: Memory,
  block: IndexedBlock,
  lot: Hex,
  fresh: boolean,
): Promise<Omit<LotCase, "index" | "now"> | undefined> {
  const { ledger } = sources;
  const reader = memory.readers.get(block.hash) ?? new StateReader(ledger.rpc, block.hash);
  memory.readers.set(block.hash, reader);

  let known = memory.lots.get(lot) ?? (await loadLot(sources, memory, lot, block));
  let reading = await readLedger(ledger, reader, wanted(known));
  if (!sameHead(known.dossier.head, reading.head)) {
    known = await loadLot(sources, memory, lot, block);
    reading = await readLedger(ledger, reader, wanted(known));
  }
  if (sameHead(known.dossier.head, reading.head)) known.holdings = reading.holdings;
  if (known.dossier.entries.length === 0 && reading.record.status === "none") return undefined;
  const [registers, ancestry] = await Promise.all([
    findRegisters(sources, memory, known.facts.subjects, reading),
    // A lot without parents is spared the question.
    known.facts.declaration !== null && known.facts.declaration.by !== "declare"
      ? ancestryOf({ repository: sources.lineages, ledger, memory, lot, reader, fresh }, block.number)
      : null,
  ]);
  return { lot, dossier: known.dossier, facts: known.facts, registers, reading, ancestry };
}

async function loadLot(
  { ledger, store }: VerifierSources,
  memory: Memory,
  lot: Hex,
  block: IndexedBlock,
): Promise<KnownLot> {
  const dossier = await loadDossier(store.db, ledger, memory.signatures, lot, block.number);
  const known = { dossier, facts: lotFacts(dossier) };
  const whole = dossier.entries.length > 0 && dossier.entries.every(({ fault }) => fault === null);
  // What is wrong is looked at again each time: it may have been mended.
  if (whole) memory.lots.set(lot, known);
  return known;
}

function wanted({ dossier, facts: { subjects, stocks, consignments }, holdings }: KnownLot): Wanted {
  const unrecovered = dossier.entries.flatMap(
    ({ known }) => known?.signatures.filter(({ recovers }) => !recovers) ?? [],
  );
  return {
    lot: dossier.lot,
    subjects,
    known: holdings && { head: dossier.head, holdings },
    stocks,
    consignments,
    wallets: unrecovered.map(({ key }) => key),
  };
}

/** Registers whose heads the ledger still has are taken as they are; the others are loaded. */
async function findRegisters(
  { ledger, store }: VerifierSources,
  memory: Memory,
  subjects: Subject[],
  reading: LedgerReading,
): Promise<Register[]> {
  const found = subjects.map((subject, index) => {
    const register = memory.registers.get(keyOf(subject));
    const head = reading.heads[index];
    return register && head && sameHead(register.head, head) ? register : undefined;
  });
  const missing = subjects.filter((_, index) => found[index] === undefined);
  const loaded = await loadRegisters(store.db, ledger, missing, reading.block.number);
  for (const register of loaded)
    if (register.altered.length === 0) memory.registers.set(keyOf(register.subject), register);
  return found.map((register) => register ?? (loaded.shift() as Register));
}

function keyOf({ type, id }: Subject): string {
  return `${type}/${id}`;
}
