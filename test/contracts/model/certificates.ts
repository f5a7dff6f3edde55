import { concentrate } from "../fixtures/content.ts";
import { DAY, Form, type PartyName, parties } from "../fixtures/fixture.ts";
import type { GovernedAction, StatedAction } from "./actions.ts";
import { ask, isWatched } from "./holds.ts";
import {
  type AttestationState,
  give,
  heldBy,
  type LotState,
  type ModelState,
  type Place,
  refuse,
  refuseIf,
} from "./state.ts";

type Of<K extends StatedAction["kind"]> = Extract<StatedAction, { kind: K }>;

/** A statement that is judged: who has to be allowed to make it is asked where the contracts ask. */
export interface Trial {
  state: ModelState;
  /** Time of the block. */
  at: number;
  /** When it is said to have happened: then, where nothing is said. */
  occurredAt: number;
  /** The statement's digest. */
  statement: string;
  /** Judges organisation, key, role and nonce, in this order. */
  authorise(by: PartyName, ...roles: PartyName[]): void;
  /** Judges whoever countersigns: organisation, key and role. */
  countersign(by: PartyName, ...roles: PartyName[]): void;
}

const QUOTA_HOLDERS = { extraction: "miner", collection: "recycler", openingStock: "refiner" } as const;
const QUOTA_GRAMS = 1_000_000_000n;
const WEIGHT_BASIS_POINTS = 50n;
const WHOLE = 100_000_000n;
/** Nanograms in a gram of a hundredth of a part per million. */
const NANOGRAMS = 10n;
/** What each producer may declare beyond what is measured, in nanograms. */
export const UNMEASURED_NANOGRAMS = 2_500_000_000_000n;
const { custodyModel: DECLARED_MODEL, footprintGramsPerKilogram: DECLARED_FOOTPRINT } = concentrate();
const { partsPerHundredMillion, notFound } = concentrate();
/** Sum of the shares that every lot here is declared with. */
const FOUND = partsPerHundredMillion.reduce((sum, share, e) => sum + ((notFound >> e) & 1 ? 0n : BigInt(share)), 0n);
export const VERIFIERS: PartyName[] = ["verifier", "certifier"];
const PRODUCERS: PartyName[] = ["miner", "refiner", "magnetMaker", "recycler"];
/** Who would have declared a lot that nobody did. */
const UNKNOWN_PRODUCER: PartyName = "miner";

/**
 * @param id Of the lot that comes of it.
 * @param replaced The rejected lot whose place it is to take: none, or nobody's.
 */
export function declare(
  { state, authorise }: Trial,
  action: Of<"declare">,
  id: bigint,
  replaced: LotState | "unknown" | undefined,
): void {
  const { by, quota, form, grams, names } = action;
  refuseIf(grams === 0n, "MassMissing");
  const before = replaced === "unknown" ? undefined : replaced;
  const withheld = before && state.withheld.get(before)?.grams;
  const released = withheld === undefined ? 0n : withheld < grams ? withheld : grams;
  const releasedOf = (of: string) => (before?.quota === of ? released : 0n);
  if (quota === "unknown") refuse("QuotaUnknown");
  refuseIf(QUOTA_HOLDERS[quota] !== by, "QuotaNotHeld");
  refuseIf(quota === "extraction" && form !== Form.concentrate, "QuotaFormMismatch");
  refuseIf(quota === "collection" && form !== Form.scrap, "QuotaFormMismatch");
  refuseIf(state.drawn[quota] - releasedOf(quota) + grams > QUOTA_GRAMS, "QuotaExceeded");
  authorise(by, QUOTA_HOLDERS[quota]);
  if (replaced !== undefined) {
    refuseIf(before?.status !== "rejected", "ReplacedLotNotRejected");
    refuseIf(before?.producer !== by, "ReplacedLotOfAnother");
  }
  refuseIf(
    state.lots.some((lot) => lot.id === id),
    "LotAlreadyDeclared",
  );
  state.drawn[quota] += grams;
  const lot: LotState = {
    ...fresh(id, by, grams, names === "nobody" ? undefined : names),
    ...{ form, quota, custodyModel: DECLARED_MODEL, footprint: DECLARED_FOOTPRINT, origin: parties[by].country },
  };
  state.lots.push(lot);
  if (before?.quota === undefined || withheld === undefined) return;
  state.drawn[before.quota] -= released;
  state.withheld.set(before, { ...state.withheld.get(before), grams: withheld - released });
  // Whoever rejects this one finds its grams withheld, too.
  state.withheld.set(lot, { grams: 0n, replaces: before });
}

/** A lot of which nothing was stated but that it is there. @param names The certifier whom its declaration names, if any. */
export function fresh(id: bigint, producer: PartyName, grams: bigint, names: PartyName | undefined) {
  const status = "declared" as const;
  return {
    ...{ id, producer, grams, status, validUntil: 0, certifier: undefined, taking: undefined },
    ...{ names, named: names, corrections: [] },
    country: parties[producer].country as Place,
    ...{
      findings: new Map<PartyName, string>(),
      weighing: undefined,
      assay: undefined,
      unmeasured: 0n,
      held: new Map<`${PartyName} ${Place}`, bigint>(),
      retired: 0n,
      lost: 0n,
      consumed: 0n,
      links: [],
    },
  };
}

/** What a weighing says, in grams. */
export function weightOf({ quantity }: Of<"weigh">, lot: LotState | undefined): bigint {
  const declared = lot?.grams ?? 1_000_000n;
  const less = declared - declared / 250n;
  return { declared, "a little less": less, "a tenth more": (declared * 11n) / 10n, nothing: 0n }[quantity];
}

export function weigh(
  { state, at, statement, authorise }: Trial,
  action: Of<"weigh">,
  quantity: bigint,
  lot?: LotState,
): void {
  const { by, outcome } = action;
  authorise(by, "laboratory");
  refuseIf(outcome === 0, "OutcomeMissing");
  if (lot === undefined) refuse("LotUnknown");
  if (outcome === 1) {
    refuseIf(quantity === 0n, "QuantityInvalid");
    const gap = quantity > lot.grams ? quantity - lot.grams : lot.grams - quantity;
    refuseIf(gap * 10_000n > lot.grams * WEIGHT_BASIS_POINTS, "WeightDiffers");
  }
  if (outcome === 2) {
    refuseIf(lot.findings.has(by), "FindingStands");
    lot.findings.set(by, statement);
  }
  if (outcome === 1) lot.weighing = { statement, day: Math.floor(at / DAY), missingGrams: missingOf(lot, quantity) };
  state.attestations.push({ kind: "weighing", statement, lot });
}

/** Neodymium that an assay does not find of what was declared, in hundredths of a part per million: 3 % of it, or 6 %. */
export function shortfallOf({ found }: Of<"assay">): number {
  return { declared: 0, "a little less": 204_000, "far less": 408_000 }[found];
}

export function assay({ state, statement, authorise }: Trial, action: Of<"assay">, lot?: LotState): void {
  const { by, outcome } = action;
  authorise(by, "laboratory");
  refuseIf(outcome === 0, "OutcomeMissing");
  refuseIf(outcome === 1 && action.found === "far less", "ElementDiffers");
  if (lot === undefined) refuse("LotUnknown");
  if (outcome === 2) {
    refuseIf(lot.findings.has(by), "FindingStands");
    lot.findings.set(by, statement);
  }
  if (outcome === 1) lot.assay = { statement, excess: BigInt(shortfallOf(action)) };
  state.attestations.push({ kind: "assay", statement, lot });
}

export function unattest(
  { authorise }: Trial,
  { by, reason }: Of<"unattest">,
  attestation: AttestationState | undefined,
): void {
  refuseIf(reason === 0, "ReasonMissing");
  authorise(by, "laboratory");
  if (attestation === undefined) refuse("LotUnknown");
  const { kind, lot, statement } = attestation;
  if (lot.findings.get(by) === statement) {
    lot.findings.delete(by);
    return;
  }
  refuseIf(lot[kind]?.statement !== statement, "AttestationNotStanding");
  lot[kind] = undefined;
}

/** Governance sets a finding or an examination aside: the one that stands, or another. */
export function overrule(
  lot: LotState | undefined,
  { of, what, stale }: Extract<GovernedAction, { kind: "overrule" }>,
): void {
  if (lot === undefined) refuse("LotUnknown");
  // Nobody but the laboratory examines anything here.
  const stands = what === "finding" ? lot.findings.has(of) : lot[what] !== undefined && of === "laboratory";
  refuseIf(stale || !stands, "AttestationNotStanding");
  if (what === "finding") lot.findings.delete(of);
  else lot[what] = undefined;
}

/** Governance sets a correction of the footprint aside, and what was corrected after it. */
export function setAsideCorrection(lot: LotState | undefined, which: "first" | "last" | "another"): void {
  const corrections = lot?.corrections ?? [];
  const correction = corrections.at(which === "first" ? 0 : -1);
  if (lot === undefined || correction === undefined || which === "another") refuse("CorrectionNotStanding");
  lot.footprint = correction.former;
  lot.corrections = which === "first" ? [] : corrections.slice(0, -1);
}

/** Anybody has grams released that nothing is left to withhold for. */
export function release(state: ModelState, lot: LotState | undefined): void {
  const { withheld, drawn } = state;
  const kept = lot && withheld.get(lot);
  if (lot?.quota === undefined || kept === undefined) refuse("NothingWithheld");
  refuseIf(lot.findings.size !== 0, "LotIsDisputed");
  refuseIf(isWatched(state, lot), "LotIsWatched");
  refuseIf(kept.replaces !== undefined && withheld.has(kept.replaces), "ReplacedLotWithheld");
  withheld.delete(lot);
  drawn[lot.quota] -= kept.grams;
}

/** Governance sets aside what was taken: by its digest, or by another. */
export function setAside(lot: LotState | undefined, stale: boolean): void {
  if (stale || lot?.taking === undefined) refuse("TakingMismatch");
  lot.taking = undefined;
  lot.status = lot.validUntil === 0 ? "declared" : "certified";
}

/** Grams that a weighing misses of what the lot has. */
function missingOf({ grams }: LotState, quantity: bigint): bigint {
  return quantity < grams ? grams - quantity : 0n;
}

/** Draws on the producer's allowance what is certified beyond what was measured, as far as it was not drawn before. */
function drawUnmeasured({ unmeasured }: ModelState, lot: LotState): void {
  const missing = lot.weighing?.missingGrams ?? 0n;
  const light = missing < lot.grams ? missing : lot.grams;
  const found = lot.assay === undefined ? WHOLE : FOUND;
  const nanograms = (lot.grams * (lot.assay?.excess ?? 0n) + light * found) * NANOGRAMS;
  if (nanograms <= lot.unmeasured) return;
  const drawn = (unmeasured.get(lot.producer) ?? 0n) + nanograms - lot.unmeasured;
  refuseIf(drawn > UNMEASURED_NANOGRAMS, "ToleranceExhausted");
  unmeasured.set(lot.producer, drawn);
  lot.unmeasured = nanograms;
}

export function certify(trial: Trial, { by, days }: Of<"certify">, lot?: LotState): void {
  trial.authorise(by, ...VERIFIERS);
  if (lot === undefined) refuse("LotUnknown");
  refuseIf(!trial.state.accredited.has(by), "NotAccredited");
  refuseIf(lot.named !== undefined && lot.named !== by, "NotTheCertifier");
  requireCertifiable(lot, days);
  if (lot.weighing === undefined) refuse("AttestationMissing");
  refuseIf(Math.floor(trial.at / DAY) > lot.weighing.day + 90, "AttestationTooOld");
  refuseIf(lot.status !== "declared", "LotNotDeclared");
  refuseIf(lot.grams === 0n, "GramsZero");
  drawUnmeasured(trial.state, lot);
  lot.status = "certified";
  lot.certifier = by;
  lot.validUntil = trial.at + days * DAY;
  give(lot, lot.producer, lot.country, lot.grams);
}

export function renew(trial: Trial, { by, days, stale }: Of<"renew">, lot?: LotState): void {
  trial.authorise(by, ...VERIFIERS);
  if (lot === undefined) refuse("LotUnknown");
  refuseIf(!trial.state.accredited.has(by), "NotAccredited");
  refuseIf(stale, "CertificateMismatch");
  refuseIf(by !== (lot.certifier ?? lot.named) && answersFor(trial, lot), "NotTheCertifier");
  refuseIf(trial.at + days * DAY <= lot.validUntil, "RenewalNotLater");
  requireCertifiable(lot, days);
  refuseIf(lot.weighing === undefined, "AttestationMissing");
  refuseIf(lot.status !== "certified", "LotNotCertified");
  drawUnmeasured(trial.state, lot);
  // Whoever takes the certifier's place was not named.
  if (by !== lot.certifier) lot.named = undefined;
  lot.certifier = by;
  lot.validUntil = trial.at + days * DAY;
}

/** Whether nobody but its certifier renews a certificate: until it has ended, and after that as long as one who was named may certify. */
function answersFor({ state, at }: Trial, { validUntil, named, certifier }: LotState): boolean {
  if (at <= validUntil) return true;
  if (named === undefined || certifier === undefined) return false;
  return state.accredited.has(certifier) && !state.suspended.has(certifier);
}

export function reject(trial: Trial, { by, reason }: Of<"reject">, lot?: LotState): void {
  const { state, statement, authorise } = trial;
  const isOwn = by === (lot?.producer ?? UNKNOWN_PRODUCER);
  authorise(by, ...(isOwn ? PRODUCERS : VERIFIERS));
  refuseIf(reason === 0, "ReasonMissing");
  if (lot === undefined) refuse("LotUnknown");
  refuseIf(!isOwn && !state.accredited.has(by), "NotAccredited");
  // Nobody but its producer rejects what was left open.
  refuseIf(!isOwn && lot.named !== by, "NotTheCertifier");
  refuseIf(lot.status !== "declared", "LotNotDeclared");
  refuseIf(lot.grams === 0n, "GramsZero");
  // What is held would come back under another number.
  ask(trial, lot.producer, lot.country, [{ lot }]);
  lot.status = "rejected";
  // What drew on no quota can be brought back.
  if (lot.quota === undefined) lot.taking = { statement, by };
  // While a finding stands, or once an authority has held it, the grams wait for a lot that names this one.
  else if (lot.findings.size === 0 && !isWatched(state, lot) && !state.withheld.has(lot))
    state.drawn[lot.quota] -= lot.grams;
  else state.withheld.set(lot, { ...state.withheld.get(lot), grams: lot.grams });
}

/** @param meansAny Whether it names no certificate, though there is one: only a regulator may. */
export function against(trial: Trial, action: Of<"suspend" | "revoke">, lot?: LotState, meansAny = false): void {
  const { kind, by, reason, stale } = action;
  refuseIf(reason === 0, "ReasonMissing");
  if (lot === undefined) refuse("LotUnknown");
  trial.authorise(by, ...VERIFIERS, "regulator");
  refuseIf(meansAny && by !== "regulator", "CertificateMismatch");
  refuseIf(stale, "CertificateMismatch");
  refuseIf(by !== "regulator" && by !== (lot.certifier ?? lot.named), "NotTheCertifier");
  const takesPlace = kind === "revoke" || by === "regulator";
  refuseIf(lot.status !== "certified" && !(takesPlace && lot.status === "suspended"), "LotNotCertified");
  if (kind === "revoke" && by !== "regulator" && isUntouched(lot, by)) {
    Object.assign(lot, { status: "declared", certifier: undefined, validUntil: 0, taking: undefined });
    lot.held.clear();
    return;
  }
  lot.status = kind === "suspend" ? "suspended" : "revoked";
  lot.taking = { statement: trial.statement, by };
}

/** Whether the producer has every gram where it was made, and nobody else than the certifier has suspended. */
function isUntouched(lot: LotState, certifier: PartyName): boolean {
  const { producer, country, grams, taking } = lot;
  return heldBy(lot, producer, country) === grams && (taking === undefined || taking.by === certifier);
}

export function reinstate({ authorise }: Trial, { by, stale }: Of<"reinstate">, lot?: LotState): void {
  authorise(by, ...VERIFIERS, "regulator");
  refuseIf(stale, "TakingMismatch");
  refuseIf(by !== "regulator" && by !== lot?.taking?.by, "NotTheCertifier");
  if (lot?.status !== "suspended") refuse("LotNotSuspended");
  lot.taking = undefined;
  lot.status = "certified";
}

/** The scheme covers every form, for at most a year, and asks for a weight, which is at most ninety days old at first. */
function requireCertifiable(lot: LotState, days: number): void {
  refuseIf(lot.findings.size !== 0, "LotIsDisputed");
  refuseIf(days <= 0 || days > 365, "ValidityInvalid");
}
