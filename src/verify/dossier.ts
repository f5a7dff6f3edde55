import { z } from "zod";
import { type Head, headOf, type Link } from "../domain/head.ts";
import type { Hex } from "../domain/hex.ts";
import { liftReasons } from "../domain/hold.ts";
import { acts } from "../governance/acts.ts";
import type { Share } from "../statements/deeds.ts";
import { doneBy } from "../statements/knowledge.ts";
import { passageDigest } from "../statements/passage.ts";
import { country } from "../statements/short-text.ts";
import { kindOf, type RecordedStatement } from "../statements/statement.ts";
import type { Evidence, LinkRow } from "./evidence.ts";
import { isBefore, type Place } from "./place.ts";
import { readRecorded } from "./read-recorded.ts";
import { type SignatureFinding, type SignatureJudge, signaturesOf } from "./signatures.ts";

/** A statement as the index has it, judged. */
export interface KnownStatement {
  place: Place;
  statement: RecordedStatement;
  signatures: SignatureFinding[];
}

/** A link of a dossier, with the statement that it stands for. */
export interface DossierEntry {
  link: Link;
  /** Number of the block that included it. */
  block: bigint;
  /** What is wrong with it: no statement is known for the link, or one that hashes to another digest. */
  fault: "missing" | "altered" | null;
  known: KnownStatement | null;
  /** Consignment that governance returned to its sender, where that is what the link stands for. */
  timedOut: Hex | null;
  /** What governance shared out of a disputed consignment, where that is what the link stands for. */
  arbitrated: { consignment: Hex; shares: Share[] } | null;
  /** Finding that governance set aside, where that is what the link stands for. */
  overruled: Hex | null;
  /** Hold that governance ended, where that is what the link stands for. */
  lifted: Hex | null;
  /** Seizure that governance gave back, where that is what the link stands for. */
  restored: Hex | null;
  /** Finding whose link to the lot governance ended, where that is what the link stands for. */
  unlinked: Hex | null;
  /** Country that it passes since a change of route without the permit that a rule of that country asks for. */
  passed: { change: Hex; country: string; rule: string } | null;
  /** Suspension, revocation, rejection or correction that governance set aside, where that is what the link stands for. */
  setAside: Hex | null;
}

/** Everything the index knows to have been stated about a lot, recomputed from the statements themselves. */
export interface Dossier {
  lot: Hex;
  head: Head;
  entries: DossierEntry[];
}

const lotsAtOnce = 100;
const passedCountry = country("Country");
const hashSchema = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/)
  .transform((text) => text as Hex);

/**
 * Loads lots' dossiers and recomputes every digest, signature and link of them; a hundred at a time, so that other work comes in between.
 * @param block Last block that counts: the index may have moved on since the ledger was read.
 * @returns By lot; empty ones of lots that the index does not know.
 */
export async function loadDossiers(
  evidence: Evidence,
  signatures: SignatureJudge,
  lots: readonly Hex[],
  block: bigint,
): Promise<Map<Hex, Dossier>> {
  const dossiers = new Map<Hex, Dossier>();
  for (let n = 0; n < lots.length; n += lotsAtOnce) {
    const some = lots.slice(n, n + lotsAtOnce);
    const rows = Map.groupBy(await evidence.links(some, block), ({ lot }) => lot);
    for (const lot of some) {
      const judged = (rows.get(lot) ?? []).map((row) => judgeEntry(evidence, signatures, row)).map(inOrder);
      const entries = await explainActs(evidence, lot, judged);
      dossiers.set(lot, { lot, head: headOf(entries.map(({ link }) => link)), entries });
    }
  }
  return dossiers;
}

/**
 * Within a second too the links' order, which the head commits to, is that of the ledger. What gives grams to both sides of a dispute
 * has a link for each of them.
 */
function inOrder(entry: DossierEntry, index: number, entries: readonly DossierEntry[]): DossierEntry {
  if (entry.link.digest === entries[index - 1]?.link.digest) return entry;
  const before = entries.slice(0, index).findLast(({ known }) => known !== null)?.known?.place;
  const isBehind = entry.known === null || before === undefined || isBefore(before, entry.known.place);
  return isBehind ? entry : { ...entry, fault: "altered", known: null };
}

/**
 * A time-out, an arbitration or an overruling is no statement but a call of governance with a statement as its argument. That
 * statement stands in the same dossier, so the call's digest is computed from it. Where an arbitration, or a passage without a permit, is told
 * of otherwise than any link has it, the link that nothing explains was altered and does not merely lack its text.
 */
async function explainActs(evidence: Evidence, lot: Hex, entries: DossierEntry[]): Promise<DossierEntry[]> {
  if (entries.every(({ fault }) => fault !== "missing")) return entries;
  const done = new Map(entries.flatMap((entry) => actsOn(entry, BigInt(lot))));
  const unexplained = entries.some(({ fault, link }) => fault === "missing" && !done.has(link.digest));
  const told = unexplained
    ? [...(await arbitrationsOn(evidence, entries)), ...(await passagesOf(evidence, lot, entries))]
    : [];
  for (const [digest, act] of told) done.set(digest, act);
  const links = new Set(entries.map(({ link }) => link.digest));
  const fault = told.some(([digest]) => !links.has(digest)) ? "altered" : "missing";
  return entries.map((entry) => {
    if (entry.fault !== "missing") return entry;
    const act = done.get(entry.link.digest);
    return act === undefined ? { ...entry, fault } : { ...entry, fault: null, ...act };
  });
}

/** What governance may have done about a statement in a lot's dossier, by the digest of its call. */
function actsOn({ link: { digest }, known }: DossierEntry, of: bigint): [Hex, Partial<DossierEntry>][] {
  if (known === null) return [];
  const { kind, message } = known.statement;
  const { moves, does, encode } = kindOf(kind);
  if (moves?.how === "sent") return [[acts.timeOut.digest({ dispatched: encode(message) }), { timedOut: digest }]];
  if (does === null) return [];
  if (does.what === "held") {
    // A consignment's hold is ended lot by lot.
    return liftReasons.map((_, index) => [
      acts.liftHold.digest({ lot: of, hold: digest, reason: index + 1 }),
      { lifted: digest },
    ]);
  }
  const { organisation } = message;
  const lot = "lot" in message ? message.lot : undefined;
  if (lot === undefined) return [];
  if (does.what === "examined") {
    return [[acts.overruleFinding.digest({ lot, organisation, finding: digest }), { overruled: digest }]];
  }
  if (["suspended", "revoked", "rejected"].includes(does.what)) {
    return [[acts.setAside.digest({ lot, statement: digest }), { setAside: digest }]];
  }
  if (does.what === "seized") {
    return liftReasons.map((_, index) => [
      acts.restoreSeized.digest({ lot, seizure: digest, reason: index + 1 }),
      { restored: digest },
    ]);
  }
  if (does.what === "finding-linked") {
    const { finding } = does.of(message as never);
    return liftReasons.map((_, index) => [
      acts.unlinkFinding.digest({ lot, finding, reason: index + 1 }),
      { unlinked: finding },
    ]);
  }
  if (does.what === "corrected") {
    return [[acts.setAsideCorrection.digest({ lot, correction: digest }), { setAside: digest }]];
  }
  return [];
}

/** What governance shared out of consignments, by the digest of its call: the shares are in its events. */
async function arbitrationsOn(evidence: Evidence, entries: DossierEntry[]): Promise<[Hex, Partial<DossierEntry>][]> {
  const dispatches = new Map(
    entries.flatMap(({ link, known }) => {
      if (known === null) return [];
      const { kind, message } = known.statement;
      const { moves, encode } = kindOf(kind);
      return moves?.how === "sent" ? [[link.digest, encode(message)] as const] : [];
    }),
  );
  if (dispatches.size === 0) return [];
  const told = await evidence.arbitrations([...dispatches.keys()]);
  return told.flatMap((args): [Hex, Partial<DossierEntry>][] => {
    const parsed = arbitratedSchema.safeParse(args);
    const dispatched = parsed.success ? dispatches.get(parsed.data.consignment) : undefined;
    if (!parsed.success || dispatched === undefined) return [];
    const { consignment, shares, lossReason } = parsed.data;
    const digest = acts.arbitrate.digest({ dispatched, shares, lossReason });
    return [[digest, { arbitrated: { consignment, shares } }]];
  });
}

/** Where the lot is said to have passed without a permit, by the digest of the link. */
async function passagesOf(
  evidence: Evidence,
  lot: Hex,
  entries: DossierEntry[],
): Promise<[Hex, Partial<DossierEntry>][]> {
  const changes = entries.flatMap(({ link, known }) => (doneBy(known?.statement, "rerouted") ? [link.digest] : []));
  if (changes.length === 0) return [];
  const told = await evidence.passages(changes);
  return told.flatMap((values): [Hex, Partial<DossierEntry>][] => {
    const parsed = passageSchema.safeParse(values);
    if (!parsed.success || !parsed.data.lots.includes(lot)) return [];
    const { change, country: where, rule } = parsed.data;
    const [code] = passedCountry.encode(where);
    return [[passageDigest({ change, country: code as Hex, rule }), { passed: { change, country: where, rule } }]];
  });
}

const passageSchema = z.object({
  change: hashSchema,
  country: passedCountry.schema,
  rule: z.string(),
  lots: z.array(hashSchema),
});

const grams = z.coerce.bigint().min(0n).max(0xffff_ffff_ffffn);
const arbitratedSchema = z.object({
  consignment: z.string().transform((text) => text as Hex),
  shares: z.array(z.object({ recipientGrams: grams, senderGrams: grams })),
  lossReason: z.coerce.bigint().min(0n).max(0xffffn),
});

function judgeEntry(evidence: Evidence, signatures: SignatureJudge, row: LinkRow): DossierEntry {
  const link = { digest: row.digest, timestamp: Number(row.timestamp) };
  const { fault, statement } = readRecorded(evidence, row.digest, row);
  const none = {
    ...{ timedOut: null, arbitrated: null, overruled: null, lifted: null, restored: null },
    ...{ unlinked: null, passed: null, setAside: null },
  };
  const entry = { link, block: row.link_block, fault, ...none };
  if (statement === null) return { ...entry, known: null };
  const { block_number: blockNumber, log_index: logIndex } = row;
  const place = { timestamp: link.timestamp, blockNumber: blockNumber ?? 0n, logIndex: logIndex ?? 0 };
  return { ...entry, known: { place, statement, signatures: signaturesOf(link.digest, statement, signatures) } };
}
