import { elementSymbols } from "../domain/elements.ts";
import type { NotFound } from "../domain/verdict.ts";
import type { LotCase } from "./lot-case.ts";

/** What the newest conforming assay, of somebody else than the producer, looked for and did not find. */
export function notFoundIn({ facts }: LotCase): NotFound[] {
  const producer = facts.declaration?.identity.producer;
  const newest = facts.examinations.findLast(
    ({ composition, outcome, by, takenBack }) =>
      composition !== null && outcome === "conforms" && by !== producer && takenBack === null,
  );
  if (newest?.composition == null) return [];
  const { composition, digest: assay } = newest;
  return elementSymbols.flatMap((element) => {
    const share = composition[element];
    return "detectionLimit" in share ? [{ element, detectionLimit: share.detectionLimit, assay }] : [];
  });
}
