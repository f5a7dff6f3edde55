import { type CarbonBySource, carbonBySource } from "../domain/embodied-carbon.ts";
import { type Head, sameHead } from "../domain/head.ts";
import type { Address, Hex } from "../domain/hex.ts";
import { type InheritancePolicy, inheritancePolicies } from "../domain/inheritance.ts";
import { type Lineage, type StepFault, stepFaults } from "../domain/lineage.ts";
import { type Origin, originsOf } from "../domain/origin.ts";
import { type YieldAlert, yieldAlerts } from "../domain/plausibility.ts";
import type { Dossier } from "./dossier.ts";
import type { LotRecord } from "./evidence.ts";
import type { KnownLot } from "./known-lot.ts";
import type { KnownLineage } from "./load-lineage.ts";
import { type Register, type Subject, subjectKey } from "./register.ts";

/** A lineage, with what recomputing it has found. */
export interface JudgedLineage {
  lineage: KnownLineage;
  faults: { step: Hex; fault: StepFault }[];
  origin: Origin[];
  alerts: YieldAlert[];
  /** The lot's declared footprint, by source. */
  carbon: CarbonBySource[];
}

/** Something that went into a lot and does not stand as it should, or of which authorities or the ledger tell what a buyer should know. */
export interface Trouble {
  lot: Hex;
  /**
   * Found: what was found in a shipment is linked to it. Unpermitted: it passed a country without the permit that a rule there asks for.
   * The same of a rejected lot whose place was taken, directly or by way of others.
   */
  trouble: "revoked" | "suspended" | "disputed" | Trail | `replaced-${Trail}`;
  /** Reason code of what was revoked or suspended; null of all else, and where the statement is not known. */
  reason: number | null;
  /** What that means for what is made of it. */
  policy: Exclude<InheritancePolicy, "default">;
}

/** What became known of a lot at borders. */
type Trail = "found" | "unpermitted";

/** How an ancestor stands. */
export interface Standing extends Pick<LotRecord, "status" | "disputes" | "footprintGramsPerKilogram"> {
  id: Hex;
}

/** A lot of which everything that is known agrees with the ledger. */
export type ComparedLot = KnownLot & { record: LotRecord };

/** What a lot was made from, and how that stands. */
export interface Ancestry extends JudgedLineage {
  /** Dossiers of ancestors that were compared with the ledger's heads. */
  dossiers: Dossier[];
  /** How many ancestors were not: there are more than are compared by default. */
  uncompared: number;
  /** Those whose dossiers are not what the ledger lists. */
  differing: Hex[];
  /** Lots and statements of which something that the ledger lists lacks here. */
  lacking: Hex[];
  /** What the ancestors' signers and the steps rest on besides what the lot itself rests on, with what the ledger has as heads. */
  registers: { register: Register; onLedger: Head }[];
  /** Keys of ancestors' signers that are contract wallets. */
  wallets: ReadonlySet<Address>;
  troubles: Trouble[];
  /** Lots whose footprint was corrected upwards since they went in. */
  corrected: Hex[];
  /** What else came out of the steps and never became a certificate. */
  uncertified: Hex[];
}

/**
 * Most ancestors whose dossiers are compared with the ledger by default. Beyond it the parents are; a fresh verdict compares all. Lots that
 * were replaced are few, and always compared.
 */
export const comparedMaximum = 1_000;

/** Where an ancestry is read from. */
export interface AncestrySources {
  /** The lineage as it is remembered: it agreed with the ledger then, and what a lot was made from never changes. */
  remembered: JudgedLineage | undefined;
  /** Recomputes the lineage from the dossiers of its lots. */
  load(): Promise<JudgedLineage>;
  /** Remembers a lineage that agrees with the ledger. */
  keep(judged: JudgedLineage): void;
  /**
   * Compares lots' dossiers with the ledger's heads. What differs is loaded anew.
   * @returns The lots with their records there, null for one that differs from its head all the same; those of which something lacks;
   * and whether any was loaded anew.
   */
  compare(lots: readonly Hex[]): Promise<{ lots: (ComparedLot | null)[]; lacking: Hex[]; isRenewed: boolean }>;
  /** How lots stand on the ledger. */
  recorded(lots: readonly Hex[]): Promise<readonly Standing[]>;
  /** How lots stand that are not compared, as the index has it. */
  indexed(lots: readonly Hex[]): Promise<readonly Standing[]>;
  /** Those that were never certified, as the ledger has it. */
  neverCertified(lots: readonly Hex[]): Promise<Hex[]>;
  registers(subjects: readonly Subject[]): Promise<{ register: Register; onLedger: Head }[]>;
  wallets(keys: readonly Address[]): Promise<ReadonlySet<Address>>;
  /** Whether every ancestor is compared, however many there are. */
  fresh: boolean;
}

/** What a lot was made from, judged: recomputed from the dossiers of all that went in, and these compared with the ledger. */
export async function ancestryOf(sources: AncestrySources): Promise<Ancestry> {
  const { judged, asked, compared, lacking } = await settle(sources);
  const { lineage } = judged;
  const others = compared.filter((lot) => lot !== null && lot.dossier.lot !== lineage.lot) as ComparedLot[];
  const isReplaced = new Set(lineage.replaced);
  const known = others.filter(({ dossier }) => !isReplaced.has(dossier.lot));
  const replaced = others.filter(({ dossier }) => isReplaced.has(dossier.lot));
  const differing = asked.filter((_, index) => compared[index] === null);
  const isCompared = new Set(asked);
  const unasked = lineage.ancestors.filter((id) => !isCompared.has(id));
  const isAncestor = new Set(lineage.ancestors);
  const coProducts = [...lineage.lots.keys()].filter((id) => id !== lineage.lot && !isAncestor.has(id));
  const dossiers = known.map(({ dossier }) => dossier);
  const [indexed, recorded, uncertified, registers, wallets] = await Promise.all([
    unasked.length === 0 ? [] : sources.indexed(unasked),
    // What is known of them is not to be relied on, and how they stand is the ledger's own word.
    sources.recorded(differing.filter((id) => id !== lineage.lot && !isReplaced.has(id))),
    sources.neverCertified(coProducts),
    sources.registers([...lineage.subjects, ...concerning(known)]),
    sources.wallets(unrecoveredKeys(dossiers)),
  ]);
  const isSound = registers.every(
    ({ register: { head, altered }, onLedger }) => altered.length === 0 && sameHead(head, onLedger),
  );
  if (isSound && lineage.altered.length === 0 && differing.length === 0) sources.keep(judged);
  const standings = [...known.map(({ dossier, record }) => ({ id: dossier.lot, ...record })), ...recorded, ...indexed];
  const policies = registers.find(({ register: { subject } }) => subject.type === "terms" && subject.id === "0");
  return {
    ...judged,
    dossiers,
    uncompared: unasked.length,
    differing,
    lacking: [...new Set([...lineage.missing, ...lacking])],
    registers,
    wallets,
    troubles: troublesOf({ known, replaced }, standings, policies?.register),
    corrected: correctedSince(lineage, standings),
    uncertified,
  };
}

/** A lineage that was recomputed from what the comparison then found to be stale is recomputed once more. */
async function settle(sources: AncestrySources) {
  for (let judged = sources.remembered; ; judged = undefined) {
    const loaded = judged ?? (await sources.load());
    const { ancestors, undeclared, replaced } = loaded.lineage;
    const some = sources.fresh || ancestors.length <= comparedMaximum ? ancestors : parentsOf(loaded.lineage);
    const asked = [...new Set([...some, ...undeclared, ...replaced, loaded.lineage.lot])];
    const { lots, lacking, isRenewed } = await sources.compare(asked);
    if (judged !== undefined || !isRenewed || lots.includes(null)) {
      return { judged: loaded, asked, compared: lots, lacking };
    }
  }
}

/** Recomputes the laws over a lineage, and where its elements come from. */
export function judgeLineage(lineage: KnownLineage): JudgedLineage {
  if (lineage.altered.length > 0) return { lineage, faults: [], origin: [], alerts: [], carbon: [] };
  const faults = [...lineage.steps.values()].flatMap((step) =>
    stepFaults(lineage, step).map((fault) => ({ step: step.digest, fault })),
  );
  const carbon = carbonBySource(lineage);
  return { lineage, faults, origin: originsOf(lineage), alerts: yieldAlerts(lineage), carbon };
}

/** Whether all that is known of what a lot was made from is what the ledger lists. */
export function isWholeAncestry({ lineage, differing }: Ancestry): boolean {
  return lineage.altered.length === 0 && differing.length === 0;
}

/** What went into the lot itself. */
function parentsOf({ lot, lots, steps }: KnownLineage): Hex[] {
  const madeBy = lots.get(lot)?.madeBy;
  const inputs = (madeBy == null ? undefined : steps.get(madeBy)?.inputs) ?? [];
  return [...new Set(inputs.map((input) => input.lot))];
}

/** Who signed about lots, and the allowances on which their certificates, and the steps that made them, may have drawn. */
function concerning(lots: readonly KnownLot[]): Subject[] {
  return lots.flatMap(({ facts }) =>
    facts.subjects.filter(({ type }) => type === "organisation" || type === "allowance"),
  );
}

function unrecoveredKeys(dossiers: readonly Dossier[]): Address[] {
  const keys = new Set<Address>();
  for (const { entries } of dossiers) {
    for (const { known } of entries)
      for (const { key, recovers } of known?.signatures ?? []) if (!recovers) keys.add(key);
  }
  return [...keys];
}

function troublesOf(
  { known, replaced }: { known: readonly KnownLot[]; replaced: readonly KnownLot[] },
  standings: readonly Standing[],
  policies: Register | undefined,
): Trouble[] {
  const facts = new Map(known.map((lot) => [lot.dossier.lot, lot.facts]));
  const condemned = standings.flatMap(({ id, status }): Trouble[] => {
    // A rejection concerns what was left of a lot, and nothing that was made of it before.
    if (status !== "revoked" && status !== "suspended") return [];
    const { revocation, suspension } = facts.get(id) ?? {};
    const stated = { revoked: revocation, suspended: suspension }[status];
    const reason = stated?.reason ?? null;
    return [{ lot: id, trouble: status, reason, policy: policyOf(status, reason, policies) }];
  });
  const disputed = standings.filter(({ disputes }) => disputes > 0);
  return [
    ...condemned,
    ...disputed.map(({ id }): Trouble => ({ lot: id, trouble: "disputed", reason: null, policy: "flag" })),
    ...trailsOf(known).map(({ lot, trail }): Trouble => ({ lot, trouble: trail, reason: null, policy: "flag" })),
    // Why a replaced lot was rejected is mended by the one that took its place; what became known of it at borders is not.
    ...trailsOf(replaced).map(
      ({ lot, trail }): Trouble => ({ lot, trouble: `replaced-${trail}`, reason: null, policy: "flag" }),
    ),
  ];
}

/** What became known of a lot at borders is not left behind by making another of it, nor by declaring another in its place. */
function trailsOf(lots: readonly KnownLot[]): { lot: Hex; trail: Trail }[] {
  return lots.flatMap(({ dossier: { lot }, facts: { borderFindings, unpermitted } }) => [
    ...(borderFindings.length > 0 ? [{ lot, trail: "found" as const }] : []),
    ...(unpermitted.length > 0 ? [{ lot, trail: "unpermitted" as const }] : []),
  ]);
}

/** Without a governed policy, what was revoked leaves nothing valid behind it; what was suspended is told. */
function policyOf(
  trouble: Trouble["trouble"],
  reason: number | null,
  policies: Register | undefined,
): Trouble["policy"] {
  const set = policies?.acts.findLast(
    ({ event, args }) => event === "InheritancePolicySet" && Number(args.reason) === reason,
  );
  const governed = set && inheritancePolicies[Number(set.args.policy)];
  if (governed !== undefined && governed !== "default") return governed;
  return trouble === "suspended" ? "flag" : "invalidate";
}

function correctedSince({ steps }: Lineage, standings: readonly Standing[]): Hex[] {
  const now = new Map(standings.map(({ id, footprintGramsPerKilogram }) => [id, BigInt(footprintGramsPerKilogram)]));
  const raised = [...steps.values()].flatMap(({ inputs }) =>
    inputs.filter(({ lot, footprintGramsPerKilogram }) => (now.get(lot) ?? 0n) > footprintGramsPerKilogram),
  );
  return [...new Set(raised.map(({ lot }) => lot))];
}

/** Registers by their subjects, each once. */
export function distinctSubjects(subjects: readonly Subject[]): Subject[] {
  return [...new Map(subjects.map((subject) => [subjectKey(subject), subject])).values()];
}
