import { type AttestationKind, attestationKinds } from "../domain/attestation.ts";
import { type Form, forms } from "../domain/form.ts";
import type { Address } from "../domain/hex.ts";
import { type Allocation, allocations, type CustodyModel, custodyModels } from "../domain/lot.ts";
import { entriesOf } from "../domain/mask.ts";
import { isWithin, newestBefore } from "./organisation-history.ts";
import type { Place } from "./place.ts";
import type { Register } from "./register.ts";

/** A scheme's terms, as they stood somewhere in the ledger. Times are Unix seconds, inclusive. */
export interface SchemeTerms {
  name: string;
  validFrom: number;
  validUntil: number;
  suspendedFrom: number;
  suspendedUntil: number;
  attestations: AttestationKind[];
  forms: Form[];
  maximumAgeDays: number;
  maximumValidityDays: number;
  custodyModels: CustodyModel[];
  allocations: Allocation[];
  minimumPrimaryDataPercent: number;
}

/** The terms in the newest act before some place; undefined if the scheme did not exist yet. */
export function termsAt(register: Register, place: Place): SchemeTerms | undefined {
  const set = newestBefore(register, place, ({ event }) => event === "SchemeSet");
  if (set === undefined) return undefined;
  const terms = set.args.terms as Record<string, unknown>;
  return {
    name: String(set.args.name),
    validFrom: Number(terms.validFrom),
    validUntil: Number(terms.validUntil),
    suspendedFrom: Number(terms.suspendedFrom),
    suspendedUntil: Number(terms.suspendedUntil),
    attestations: entriesOf(attestationKinds, Number(terms.attestations), 1),
    forms: entriesOf(forms, Number(terms.forms), 1),
    maximumAgeDays: Number(terms.maximumAgeDays),
    maximumValidityDays: Number(terms.maximumValidityDays),
    custodyModels: entriesOf(custodyModels, Number(terms.custodyModels), 1),
    allocations: entriesOf(allocations, Number(terms.allocations), 1),
    minimumPrimaryDataPercent: Number(terms.minimumPrimaryDataPercent),
  };
}

/** Whether a scheme certifies at a time. */
export function isInForce(terms: SchemeTerms, timestamp: number): boolean {
  const suspended = terms.suspendedFrom <= timestamp && timestamp <= terms.suspendedUntil;
  return isWithin(terms, timestamp) && !suspended;
}

/** Whether an organisation was accredited at some place. */
export function isAccreditedAt(register: Register, organisation: Address, place: Place): boolean {
  const matches = (act: Register["acts"][number]) =>
    act.event === "Accredited" && act.args.organisation === organisation;
  const accredited = newestBefore(register, place, matches);
  return accredited !== undefined && isWithin(accredited.args, place.timestamp);
}
