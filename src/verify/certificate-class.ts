import { type CertificateClass, type ClassThreshold, classOf } from "../domain/certificate-class.ts";
import { type Form, forms } from "../domain/form.ts";
import { type LotCase, registerOf } from "./lot-case.ts";
import type { Register } from "./register.ts";

/** The class of a case's certificate, by the threshold in its scheme's register; null without a certificate. */
export function classIn(lotCase: LotCase): CertificateClass | null {
  const { certification, declaration } = lotCase.facts;
  if (certification === null || declaration === null) return null;
  const { content } = declaration.identity;
  const register = registerOf(lotCase, "scheme", String(certification.scheme));
  // What was declared may have been corrected since: the ledger has what counts.
  const { footprintGramsPerKilogram } = lotCase.reading.record;
  const attestedRemovalsGramsPerKilogram = attestedRemovals(lotCase);
  const claims = { ...content, footprintGramsPerKilogram, attestedRemovalsGramsPerKilogram };
  return classOf(claims, register && thresholdIn(register, content.form));
}

/** Removals as those who are independent attest them, each by its newest word and the least of all: in g CO2e per kg; 0 where none stands. */
export function attestedRemovals({ facts: { declaration, examinations } }: LotCase): number {
  const newest = new Map<string, (typeof examinations)[number]>();
  for (const each of examinations) {
    const { kind, outcome, by } = each;
    if (kind !== "removals" || outcome !== "conforms" || by === declaration?.identity.producer) continue;
    const before = newest.get(by);
    if (before === undefined || each.occurredAt >= before.occurredAt) newest.set(by, each);
  }
  const standing = [...newest.values()].filter(({ takenBack }) => takenBack === null);
  return standing.length === 0 ? 0 : Math.min(...standing.map(({ quantity }) => Number(quantity ?? 0n)));
}

/** Thresholds are set once for a form, and never change. */
function thresholdIn({ acts }: Register, form: Form): ClassThreshold | undefined {
  const set = acts.find(({ event, args }) => event === "ThresholdSet" && Number(args.form) === forms.indexOf(form) + 1);
  return (
    set && {
      lowCarbonGramsPerKilogram: Number(set.args.lowCarbonGramsPerKilogram),
      zeroCarbonGramsPerKilogram: Number(set.args.zeroCarbonGramsPerKilogram),
    }
  );
}
