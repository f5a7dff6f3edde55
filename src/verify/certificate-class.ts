import { type CertificateClass, type ClassThreshold, classOf } from "../domain/certificate-class.ts";
import { type Form, forms } from "../domain/lot.ts";
import { type LotCase, registerOf } from "./lot-case.ts";
import type { Register } from "./register.ts";

/** The class of a case's certificate, by the threshold in its scheme's register; null without a certificate. */
export function classIn(lotCase: LotCase): CertificateClass | null {
  const { certification, declaration } = lotCase.facts;
  if (certification === null || declaration === null) return null;
  const { content } = declaration.identity;
  const register = registerOf(lotCase, "scheme", String(certification.message.scheme));
  // What was declared may have been corrected since: the ledger has what counts.
  const { footprintGramsPerKilogram } = lotCase.reading.record;
  const attestedRemovalsGramsPerKilogram = attestedRemovals(lotCase);
  const claims = { ...content, footprintGramsPerKilogram, attestedRemovalsGramsPerKilogram };
  return classOf(claims, register && thresholdIn(register, content.form));
}

/** Removals as the newest attestation of somebody independent has them, in g CO2e per kg; 0 where none stands. */
function attestedRemovals({ facts: { declaration, examinations } }: LotCase): number {
  const standing = examinations.filter(
    ({ kind, outcome, by, takenBack }) =>
      kind === "removals" && outcome === "conforms" && by !== declaration?.identity.producer && takenBack === null,
  );
  const newest = standing.reduce<(typeof standing)[number] | undefined>(
    (before, each) => (before === undefined || each.occurredAt >= before.occurredAt ? each : before),
    undefined,
  );
  return Number(newest?.quantity ?? 0n);
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
