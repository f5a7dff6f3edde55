import type { Composition } from "./composition.ts";
import { type ExportRule, isCoveredBy, judgeCrossing, type PermitTerms, type RuleFinding } from "./export-control.ts";
import type { Form } from "./form.ts";

/** A dispatch as it is on record. Times are Unix seconds. */
export interface RecordedDispatch {
  sender: string;
  recipient: string;
  fromCountry: string;
  toCountry: string;
  route: readonly string[];
  /** When the ledger included it: permits are judged as of then. */
  dispatchedAt: number;
  lines: readonly { lot: string; grams: bigint; form: Form; composition: Composition }[];
}

/** A permit as it is on record. Times are Unix seconds, both ends inclusive. */
export interface RecordedPermit extends PermitTerms {
  exporter: string;
  consignee: string;
  country: string;
  destination: string;
  validFrom: number;
  validUntil: number;
  withdrawnAt: number | null;
}

/** A lot of a dispatch that a rule would have stopped. */
export interface StoppedLot {
  lot: string;
  form: Form;
  grams: bigint;
  /** The rules that no permit answers, with the elements that each controls. */
  rules: RuleFinding[];
}

/** What rules would have made of a dispatch. */
export interface DryRun {
  /** Grams of lots for which a permit would have been needed. */
  controlledGrams: bigint;
  /** Lots that would have been stopped. */
  stopped: StoppedLot[];
}

/**
 * What would have become of a dispatch, had the rules of a day been in force when it left: a lot is stopped where a rule applies to it and no permit
 * between sender and recipient ran there then that covers it. How much was left of a permit is not asked: other rules would have drawn on it otherwise.
 * @param day Unix seconds: as of when the rules are judged.
 */
export function dryRunOf(
  dispatch: RecordedDispatch,
  { rules, permits, day }: { rules: readonly ExportRule[]; permits: readonly RecordedPermit[]; day: number },
): DryRun {
  const { fromCountry, toCountry, route } = dispatch;
  const running = permits.filter((permit) => runsFor(permit, dispatch));
  let controlledGrams = 0n;
  const stopped: StoppedLot[] = [];
  for (const { lot, grams, form, composition } of dispatch.lines) {
    const crossing = { form, composition, fromCountry, toCountry, route, times: [day] };
    const applying = judgeCrossing(crossing, rules).filter(({ applies }) => applies);
    if (applying.length === 0) continue;
    controlledGrams += grams;
    const unanswered = applying.filter(({ rule }) => {
      const here = applying.filter((other) => other.rule.country === rule.country);
      return !running.some((permit) => permit.country === rule.country && isCoveredBy(permit, form, here));
    });
    if (unanswered.length > 0) stopped.push({ lot, form, grams, rules: unanswered });
  }
  return { controlledGrams, stopped };
}

function runsFor(permit: RecordedPermit, { sender, recipient, toCountry, dispatchedAt }: RecordedDispatch): boolean {
  const { exporter, consignee, destination, validFrom, validUntil, withdrawnAt } = permit;
  return (
    exporter === sender &&
    consignee === recipient &&
    destination === toCountry &&
    validFrom <= dispatchedAt &&
    dispatchedAt <= validUntil &&
    (withdrawnAt === null || dispatchedAt < withdrawnAt)
  );
}
