import { type Head, sameHead } from "../domain/head.ts";
import type { Hex } from "../domain/hex.ts";
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
import { lacks } from "./gaps.ts";
import type { KnownLot } from "./known-lot.ts";
import { loadLineage } from "./load-lineage.ts";
import type { LotCase } from "./lot-case.ts";
import { type LotFacts, lotFacts } from "./lot-facts.ts";
import type { Memory } from "./memory.ts";
import { readRecorded } from "./read-recorded.ts";
import { loadRegisters, type Register, type Subject, subjectKey } from "./register.ts";

/** What cases are gathered from, at one block. */
export interface Gathering {
  evidence: Evidence;
  memory: Memory;
  /** Last block that counts. */
  block: { number: bigint };
  /** The ledger at that block. */
  ledger: LedgerEvidence;
  /** Whether every ancestor is compared with the ledger, however many there are. */
  fresh: boolean;
}

/** Everything there is to judge; undefined if neither the index nor the ledger knows the lot. */
export async function gather(at: Gathering, lot: Hex): Promise<Omit<LotCase, "index" | "now"> | undefined> {
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
    // A lot that was made from none, and replaces none, is spared the question.
    comesOfOthers(facts) ? findAncestry(at, lot) : null,
  ]);
  const own = new Set(facts.subjects.map(subjectKey));
  const besides = ancestry && {
    ...ancestry,
    registers: ancestry.registers.filter(({ register: { subject } }) => !own.has(subjectKey(subject))),
  };
  return { lot, dossier, facts, registers, reading, ancestry: besides };
}

function comesOfOthers({ declaration }: LotFacts): boolean {
  return declaration !== null && (declaration.hasParents || declaration.identity.content.replaces !== null);
}

/** Lots as they are remembered, or as the index has them. */
async function findLots(at: Gathering, lots: readonly Hex[]): Promise<KnownLot[]> {
  const missing = lots.filter((lot) => !at.memory.lots.has(lot));
  const loaded = new Map((await loadLots(at, missing)).map((known) => [known.dossier.lot, known]));
  return lots.flatMap((lot) => loaded.get(lot) ?? at.memory.lots.get(lot) ?? []);
}

async function loadLots({ evidence, memory, block }: Gathering, lots: readonly Hex[]): Promise<KnownLot[]> {
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
  { evidence, memory, block }: Gathering,
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

/** What a lot was made from, recomputed, and compared with the ledger. */
export async function findAncestry(at: Gathering, lot: Hex): Promise<Ancestry> {
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

async function readStatements({ evidence }: Gathering, digests: readonly Hex[]) {
  const rows = await evidence.lineages.statements(digests);
  return new Map(rows.map((row) => [row.digest, readRecorded(evidence, row.digest, row)]));
}

/** Lots with what the ledger has of them; null where what is known of one is not what its head was made of, or not whole. */
async function compare(at: Gathering, lots: readonly Hex[]): ReturnType<AncestrySources["compare"]> {
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
async function neverCertified({ ledger, memory }: Gathering, lots: readonly Hex[]): Promise<Hex[]> {
  const unknown = lots.filter((lot) => !memory.certified.has(lot));
  const records = await ledger.records(unknown);
  return unknown.filter((lot, index) => {
    const never = before.includes(records[index]?.status ?? "");
    if (!never) memory.certified.set(lot, true);
    return never;
  });
}
