import { type AttestationKind, attestationKinds } from "../domain/attestation.ts";
import { type ElementSymbol, elementSymbols } from "../domain/elements.ts";
import type { ExportRule } from "../domain/export-control.ts";
import { type Form, forms } from "../domain/form.ts";
import type { Address, Hex } from "../domain/hex.ts";
import { type LiftReason, liftReasons } from "../domain/hold.ts";
import { type InheritancePolicy, inheritancePolicies } from "../domain/inheritance.ts";
import { type Allocation, allocations, type CustodyModel, custodyModels } from "../domain/lot.ts";
import { maskOf } from "../domain/mask.ts";
import { type Role, roles, type Scope, scopes } from "../domain/participants.ts";
import { type QuotaKind, quotaKinds } from "../domain/quota.ts";
import { type Dispatched, encodeDispatched } from "../statements/dispatched.ts";
import { country } from "../statements/short-text.ts";
import { acts } from "./acts.ts";
import type { GovernanceCall } from "./define-act.ts";

export type { GovernanceCall };

/** Both ends inclusive, Unix seconds. */
export interface Window {
  validFrom: number;
  validUntil: number;
}

const countryCode = country("Country");
const rawCountry = (code: string) => countryCode.encode(code)[0];

/** Enrols an organisation. */
export function enrol(act: { organisation: Address; name: string; country: string; site: bigint }): GovernanceCall {
  const { organisation, name, country: code, site: globalLocationNumber } = act;
  return acts.enrol.call({ organisation, name, country: rawCountry(code), globalLocationNumber });
}

/** Stops an organisation's statements. */
export function suspend(organisation: Address): GovernanceCall {
  return acts.suspend.call({ organisation });
}

/** Lets a suspended organisation state again. */
export function reinstate(organisation: Address): GovernanceCall {
  return acts.reinstate.call({ organisation });
}

/** Grants a role, in one country or, with null, in every one; at one site or, with null, at every one. */
export function grantRole(
  act: { organisation: Address; role: Role; country: string | null; site: bigint | null } & Window,
): GovernanceCall {
  return acts.grantRole.call({
    ...act,
    role: roles.indexOf(act.role),
    country: act.country === null ? "0x0000" : rawCountry(act.country),
    site: act.site ?? 0n,
  });
}

/** Adds a signing key. */
export function addKey(
  act: { organisation: Address; key: Address; scopes: readonly Scope[] } & Window,
): GovernanceCall {
  return acts.addKey.call({ ...act, scopes: maskOf(scopes, act.scopes, 0) });
}

/** Revokes a key, with the time from which its statements are suspect if it was compromised. */
export function revokeKey(act: {
  organisation: Address;
  key: Address;
  compromisedSince: number | null;
}): GovernanceCall {
  return acts.revokeKey.call({ ...act, compromisedSince: act.compromisedSince ?? 0 });
}

/** Grants a quota, or changes its grams and window. */
export function grantQuota(
  act: { quota: Hex; organisation: Address; kind: QuotaKind; country: string; grantedGrams: bigint } & Window,
): GovernanceCall {
  return acts.grantQuota.call({ ...act, kind: quotaKinds.indexOf(act.kind) + 1, country: rawCountry(act.country) });
}

/** Terms of a certification scheme. */
export interface SchemeTerms extends Window {
  /** A time in which it certifies nothing; both ends inclusive. */
  suspended: { from: number; until: number } | null;
  attestations: readonly AttestationKind[];
  forms: readonly Form[];
  maximumAgeDays: number;
  maximumValidityDays: number;
  custodyModels: readonly CustodyModel[];
  allocations: readonly Allocation[];
  /** Share of a footprint that has to rest on primary data, in whole percents. */
  minimumPrimaryDataPercent: number;
}

/** Sets a scheme's terms. */
export function setScheme(act: { scheme: number; name: string; terms: SchemeTerms }): GovernanceCall {
  const { suspended, ...terms } = act.terms;
  return acts.setScheme.call({
    scheme: act.scheme,
    name: act.name,
    terms: {
      ...terms,
      suspendedFrom: suspended?.from ?? 0,
      suspendedUntil: suspended?.until ?? 0,
      attestations: maskOf(attestationKinds, terms.attestations, 1),
      forms: maskOf(forms, terms.forms, 1),
      custodyModels: maskOf(custodyModels, terms.custodyModels, 1),
      allocations: maskOf(allocations, terms.allocations, 1),
    },
  });
}

/** Sets up to which residual footprint a scheme classes lots of a form as low-carbon and zero-carbon; once for ever. */
export function setThreshold(act: {
  scheme: number;
  form: Form;
  lowCarbonGramsPerKilogram: number;
  zeroCarbonGramsPerKilogram: number;
}): GovernanceCall {
  return acts.setThreshold.call({ ...act, form: forms.indexOf(act.form) + 1 });
}

/** Sets a scheme's tolerance and prices for transformations. */
export function setTerms(act: {
  scheme: number;
  toleranceBasisPoints: number;
  /** Per kg as element, in the smallest unit of one currency; elements left out have no price. */
  prices: Partial<Record<ElementSymbol, number>>;
}): GovernanceCall {
  const prices = elementSymbols.map((symbol) => act.prices[symbol] ?? 0);
  const { scheme, toleranceBasisPoints } = act;
  return acts.setTerms.call({ scheme, terms: { toleranceBasisPoints, prices } });
}

/** Grants a site what it may take on tolerance and detection limits in all, in nanograms. */
export function grantAllowance(act: {
  organisation: Address;
  site: bigint;
  toleranceNanograms: bigint;
  relianceNanograms: bigint;
}): GovernanceCall {
  return acts.grantAllowance.call(act);
}

/** Sets what the reason for a suspension, revocation or rejection means for a lot's descendants. */
export function setInheritancePolicy(act: { reason: number; policy: InheritancePolicy }): GovernanceCall {
  return acts.setInheritancePolicy.call({ ...act, policy: inheritancePolicies.indexOf(act.policy) });
}

/** Accredits a certifier for a scheme. */
export function accredit(act: { scheme: number; organisation: Address } & Window): GovernanceCall {
  return acts.accredit.call({ ...act });
}

/** Ends a hold, whoever set it. @param hold Digest of its statement. */
export function liftHold(act: { lot: bigint; hold: Hex; reason: LiftReason }): GovernanceCall {
  return acts.liftHold.call({ ...act, reason: liftReasons.indexOf(act.reason) + 1 });
}

/** Gives back what was seized, whoever seized it. @param seizure Digest of its statement. */
export function restoreSeized(act: { lot: bigint; seizure: Hex; reason: LiftReason }): GovernanceCall {
  return acts.restoreSeized.call({ ...act, reason: liftReasons.indexOf(act.reason) + 1 });
}

/** Sets a rule of export control, or changes it. A rule is suspended twice at most. */
export function setExportRule({ suspensions, valueShareBasisPoints, ...rule }: ExportRule): GovernanceCall {
  const [first, second, third] = suspensions;
  if (third !== undefined) throw new RangeError(`${rule.name} has more than two suspensions.`);
  return acts.setRule.call({
    ...{ rule: rule.rule, name: rule.name, valueShareBasisPoints: valueShareBasisPoints ?? 0 },
    terms: {
      elements: maskOf(elementSymbols, rule.elements, 0),
      forms: maskOf(forms, rule.forms, 1),
      ...{ validFrom: rule.validFrom, validUntil: rule.validUntil },
      ...{ suspendedFrom: first?.from ?? 0, suspendedUntil: first?.until ?? 0 },
      ...{ againFrom: second?.from ?? 0, againUntil: second?.until ?? 0 },
      ...{ coversTransit: rule.coversTransit, country: rawCountry(rule.country) },
    },
  });
}

/** Ends a finding's link to a lot, whoever made it. @param finding Digest of the finding. */
export function unlinkFinding(act: { lot: bigint; finding: Hex; reason: LiftReason }): GovernanceCall {
  return acts.unlinkFinding.call({ ...act, reason: liftReasons.indexOf(act.reason) + 1 });
}

/**
 * Says of days whether they are exceptions to the rule that one works on all days but Saturday and Sunday.
 * @param daysChanged Days since 1970-01-01.
 */
export function setCalendar(act: {
  country: string;
  daysChanged: readonly number[];
  exceptional: boolean;
}): GovernanceCall {
  return acts.setCalendar.call({ ...act, country: rawCountry(act.country) });
}

/** How far a module's statements may lie back, and whether it may open business, only end it, or do nothing any more. */
export function enrolModule(act: {
  module: Address;
  status: "active" | "closing" | "none";
  latenessSeconds: number;
}): GovernanceCall {
  const status = ["none", "active", "closing"].indexOf(act.status);
  return acts.enrolModule.call({ ...act, status });
}

/** Whether a module may write lots. */
export function enrolLotsModule(module: Address, enrolled: boolean): GovernanceCall {
  return acts.enrolLotsModule.call({ module, enrolled });
}

/** Sets where the tokens' metadata are. @param uri Address, with {id} for the token. */
export function setURI(uri: string): GovernanceCall {
  return acts.setURI.call({ uri });
}

/** Sets which contracts are asked, in this order, before grams move. */
export function setMovementRules(rules: readonly Address[]): GovernanceCall {
  return acts.setMovementRules.call({ rules });
}

/** How far a finding may differ from the declaration and still conform. */
export function setTolerances(tolerances: {
  assayBasisPoints: number;
  assayPartsPerHundredMillion: number;
  weightBasisPoints: number;
}): GovernanceCall {
  return acts.setTolerances.call({ tolerances });
}

/** Sets how long a recipient may answer, in seconds, and which share of a line may be short without a dispute. */
export function setLimits(limits: { waitingSeconds: number; shortageBasisPoints: number }): GovernanceCall {
  return acts.setLimits.call({ limits });
}

/** Shares out what is missing of a disputed consignment whose sides do not agree. @param act Shares stand in the order of its lines. */
export function arbitrate(act: {
  dispatched: Dispatched;
  shares: readonly { recipientGrams: bigint; senderGrams: bigint }[];
  /** 0 exactly where nothing is lost. */
  lossReason: number;
}): GovernanceCall {
  return acts.arbitrate.call({ ...act, dispatched: encodeDispatched(act.dispatched) });
}

/** Returns a forgotten consignment's grams to its sender, half a year after its dispatch at the earliest. */
export function timeOut(dispatched: Dispatched): GovernanceCall {
  return acts.timeOut.call({ dispatched: encodeDispatched(dispatched) });
}

/** Sets aside the suspension, revocation or rejection that stands on a lot. @param statement Digest of what is set aside. */
export function setAside(lot: bigint, statement: Hex): GovernanceCall {
  return acts.setAside.call({ lot, statement });
}

/** Sets aside a correction of a lot's footprint, and what was corrected after it. @param correction Digest of the correction. */
export function setAsideCorrection(lot: bigint, correction: Hex): GovernanceCall {
  return acts.setAsideCorrection.call({ lot, correction });
}

/** Gives back to its quota what is withheld of a lot against which no finding stands any more. Anybody may call it. */
export function release(lot: bigint): GovernanceCall {
  return acts.release.call({ lot });
}

/** Sets aside a finding that stands against a lot, whoever made it. @param finding Digest of the finding. */
export function overruleFinding(act: { lot: bigint; attester: Address; finding: Hex }): GovernanceCall {
  const { lot, attester: organisation, finding } = act;
  return acts.overruleFinding.call({ lot, organisation, finding });
}
