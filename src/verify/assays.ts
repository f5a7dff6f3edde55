import { type AssayedComposition, type ElementShare, radioactiveSymbols, whole } from "../domain/composition.ts";
import { elementSymbols } from "../domain/elements.ts";
import type { Hex } from "../domain/hex.ts";
import type { NotFound, Radioactive } from "../domain/verdict.ts";
import type { LotCase } from "./lot-case.ts";

interface StandingAssay {
  digest: Hex;
  composition: AssayedComposition;
}

/** What the newest conforming assay, of somebody else than the producer, looked for and did not find. */
export function notFoundIn(lotCase: LotCase): NotFound[] {
  const newest = standingAssays(lotCase).at(-1);
  if (newest === undefined) return [];
  return elementSymbols.flatMap((element) => {
    const share = newest.composition[element];
    return "detectionLimit" in share ? [{ element, detectionLimit: share.detectionLimit, assay: newest.digest }] : [];
  });
}

/**
 * Thorium and uranium, each by the conforming assay of somebody else than the producer that found most: a second laboratory hides
 * nothing of what the first one found.
 */
export function radioactiveIn(lotCase: LotCase): Radioactive[] {
  const assays = standingAssays(lotCase);
  return radioactiveSymbols.flatMap((element) => {
    const stated = assays.map(({ digest, composition }) => ({ element, share: composition[element], assay: digest }));
    const [most] = stated.sort((a, b) => weightOf(b.share) - weightOf(a.share));
    return most === undefined ? [] : [most];
  });
}

/** Whatever was found weighs more than every limit, however high. */
function weightOf(share: ElementShare): number {
  return "detectionLimit" in share ? share.detectionLimit - whole : share.partsPerHundredMillion;
}

function standingAssays({ facts }: LotCase): StandingAssay[] {
  const producer = facts.declaration?.identity.producer;
  return facts.examinations.flatMap(({ composition, outcome, by, takenBack, digest }) =>
    composition !== null && outcome === "conforms" && by !== producer && takenBack === null
      ? [{ digest, composition }]
      : [],
  );
}
