import { type Head, sameHead } from "../domain/head.ts";
import type { Hex } from "../domain/hex.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import type { IndexedBlock, IndexerStatus } from "../store/index-standing.ts";
import { IndexerHaltedError, readCheckpoint } from "../store/index-standing.ts";
import type { Store } from "../store/open-store.ts";
import {
  type Ancestry,
  type AncestrySources,
  ancestryOf,
  type ComparedLot,
  distinctSubjects,
  judgeLineage,
} from "./ancestry.ts";
import { loadDossiers } from "./dossier.ts";
import type { Evidence, LedgerEvidence, LotRecord, Wanted } from "./evidence.ts";
import { hasGaps, lacks } from "./gaps.ts";
import { indexedEvidence } from "./indexed-evidence.ts";
import { judgeLot } from "./judge-lot.ts";
import type { KnownLot } from "./known-lot.ts";
import { type KnownLineage, loadLineage } from "./load-lineage.ts";
import type { IndexStanding, LotCase } from "./lot-case.ts";
import { lotFacts } from "./lot-facts.ts";
import { emptyMemory, type KnownVerdict, type Memory } from "./memory.ts";
import { readRecorded } from "./read-recorded.ts";
import { loadRegisters, type Register, type Subject, subjectKey } from "./register.ts";

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

/** The parts of a verifier, at one block. */
interface At extends Sources {
  memory: Memory;
  block: IndexedBlock;
  ledger: LedgerEvidence;
  fresh: boolean;
}

function ledgerAt({ evidence }: Sources, { ledgers }: Memory, { hash }: IndexedBlock): LedgerEvidence {
  const ledger = ledgers.get(hash) ?? evidence.ledgerAt(hash);
  ledgers.set(hash, ledger);
  return ledger;
}

/** Everything there is to judge; undefined if neither the index nor the ledger knows the lot. */
async function gather(at: At, lot: Hex): Promise<Omit<LotCase, "index" | "now"> | undefined> {
  const { ledger } = at;
  let [known] = await findLots(at, [lot]);
  if (known === undefined) return undefined;
  let reading = await ledger.reading(wanted(known));
  if (!sameHead(known.dossier.head, reading.head)) {
    [known] = await loadLots(at, [lot]);
    if (known === undefined) return undefined;
    reading = await ledger.reading(wanted(known));
  }
  if (sameHead(known.dossier.head, reading.head)) known.holdings = reading.holdings;
  if (known.dossier.entries.length === 0 && reading.record.status === "none") return undefined;
  const { dossier, facts } = known;
  const [registers, ancestry] = await Promise.all([
    findRegisters(at, facts.subjects, reading.heads),
    // A lot without parents is spared the question.
    facts.declaration?.hasParents ? findAncestry(at, lot) : null,
  ]);
  const own = new Set(facts.subjects.map(subjectKey));
  const besides = ancestry && {
    ...ancestry,
    registers: ancestry.registers.filter(({ register: { subject } }) => !own.has(subjectKey(subject))),
  };
  return { lot, dossier, facts, registers, reading, ancestry: besides };
}

/** Lots as they are remembered, or as the index has them. */
async function findLots(at: At, lots: readonly Hex[]): Promise<KnownLot[]> {
  const missing = lots.filter((lot) => !at.memory.lots.has(lot));
  const loaded = new Map((await loadLots(at, missing)).map((known) => [known.dossier.lot, known]));
  return lots.flatMap((lot) => loaded.get(lot) ?? at.memory.lots.get(lot) ?? []);
}

async function loadLots({ evidence, memory, block }: At, lots: readonly Hex[]): Promise<KnownLot[]> {
  if (lots.length === 0) return [];
  const dossiers = await loadDossiers(evidence, memory.signatures, lots, block.number);
  return [...dossiers.values()].map((dossier) => {
    const known: KnownLot = { dossier, facts: lotFacts(dossier) };
    // What is wrong is looked at again each time: it may have been mended.
    if (dossier.entries.length > 0 && isWhole(known)) memory.lots.set(dossier.lot, known);
    else memory.lots.delete(dossier.lot);
    return known;
  });
}

function isWhole({ dossier }: KnownLot): boolean {
  return dossier.entries.every(({ fault }) => fault === null);
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
  { evidence, memory, block }: At,
  subjects: readonly Subject[],
  heads: readonly Head[],
): Promise<Register[]> {
  const found = subjects.map((subject, index) => {
    const register = memory.registers.get(subjectKey(subject));
    const head = heads[index];
    return register && head && sameHead(register.head, head) ? register : undefined;
  });
  const missing = subjects.filter((_, index) => found[index] === undefined);
  const loaded = await loadRegisters(evidence, missing, block.number);
  for (const register of loaded)
    if (register.altered.length === 0) memory.registers.set(subjectKey(register.subject), register);
  return found.map((register) => register ?? (loaded.shift() as Register));
}

async function findAncestry(at: At, lot: Hex): Promise<Ancestry> {
  const { ledger, memory, evidence, block, fresh } = at;
  const { lineages } = evidence;
  const registers = async (subjects: readonly Subject[]) => {
    const asked = distinctSubjects(subjects);
    const heads = await ledger.heads(asked);
    const found = await findRegisters(at, asked, heads);
    return found.map((register, index) => ({ register, onLedger: heads[index] as Head }));
  };
  return ancestryOf({
    remembered: memory.lineages.get(lot),
    async load() {
      const sources = {
        repository: lineages,
        lots: async (ids: readonly Hex[]) =>
          new Map((await findLots(at, ids)).map((known) => [known.dossier.lot, known])),
        statements: (digests: readonly Hex[]) => readStatements(at, digests),
        registers: async (subjects: readonly Subject[]) => (await registers(subjects)).map(({ register }) => register),
      };
      return judgeLineage(await loadLineage(sources, lot, block.number));
    },
    keep: (judged) => memory.lineages.set(lot, judged),
    compare: (lots) => compare(at, lots),
    indexed: (lots) => lineages.standings(lots),
    recorded: async (lots) => {
      const records = await ledger.records(lots);
      return lots.map((id, index) => ({ id, ...(records[index] as LotRecord) }));
    },
    neverCertified: (lots) => neverCertified(at, lots),
    registers,
    wallets: (keys) => ledger.wallets(keys),
    fresh,
  });
}

async function readStatements({ evidence }: At, digests: readonly Hex[]) {
  const rows = await evidence.lineages.statements(digests);
  return new Map(rows.map((row) => [row.digest, readRecorded(evidence, row.digest, row)]));
}

/** Lots with what the ledger has of them; null where what is known of one is not what its head was made of, or not whole. */
async function compare(at: At, lots: readonly Hex[]): ReturnType<AncestrySources["compare"]> {
  const heads = await at.ledger.lotHeads(lots);
  const known = new Map((await findLots(at, lots)).map((lot) => [lot.dossier.lot, lot]));
  const currentOnes = () =>
    lots.map((id, index) => {
      const lot = known.get(id);
      return lot !== undefined && isWhole(lot) && sameHead(lot.dossier.head, heads[index] as Head) ? lot : null;
    });
  let current = currentOnes();
  const stale = lots.filter((_, index) => current[index] === null);
  if (stale.length > 0) {
    for (const renewed of await loadLots(at, stale)) known.set(renewed.dossier.lot, renewed);
    current = currentOnes();
    // What differs is not remembered: somebody may have meddled with it.
    for (const [index, lot] of lots.entries()) if (current[index] === null) at.memory.lots.delete(lot);
  }
  const unread = current.filter((lot) => lot !== null && lot.record === undefined) as KnownLot[];
  const records = await at.ledger.records(unread.map(({ dossier }) => dossier.lot));
  for (const [index, lot] of unread.entries()) lot.record = records[index] as LotRecord;
  const lacking = lots.filter((id, index) => {
    const dossier = known.get(id)?.dossier;
    return current[index] === null && (dossier === undefined || lacks(dossier, heads[index] as Head));
  });
  return { lots: current as (ComparedLot | null)[], lacking, isRenewed: stale.length > 0 };
}

const before: readonly string[] = ["declared", "uncertifiable", "rejected"];

/** What has been certified is not asked about again. */
async function neverCertified({ ledger, memory }: At, lots: readonly Hex[]): Promise<Hex[]> {
  const unknown = lots.filter((lot) => !memory.certified.has(lot));
  const records = await ledger.records(unknown);
  return unknown.filter((lot, index) => {
    const never = before.includes(records[index]?.status ?? "");
    if (!never) memory.certified.set(lot, true);
    return never;
  });
}
