import { type Composition, nanogramsPerGram } from "../composition.ts";
import type { ElementSymbol } from "../elements.ts";
import type { Form } from "../form.ts";

/** The elements that make the pattern, in the order of the data files: scandium goes its own way, promethium does not occur. */
export const patternElements = [
  "Y",
  "La",
  "Ce",
  "Pr",
  "Nd",
  "Sm",
  "Eu",
  "Gd",
  "Tb",
  "Dy",
  "Ho",
  "Er",
  "Tm",
  "Yb",
  "Lu",
] as const satisfies readonly ElementSymbol[];

export type PatternElement = (typeof patternElements)[number];

/** What a laboratory says of one element: a mass share with its relative standard uncertainty (0.05 is 5 %), or the limit it is below. */
export type Reading = { partsPerMillion: number; relativeUncertainty: number } | { belowPartsPerMillion: number };

/** An assay as the fingerprint reads it. Shares are of the element, not of its oxide. Elements not analysed are left out. */
export interface PatternAssay {
  form: Form;
  readings: Partial<Record<PatternElement, Reading>>;
}

/** Relative standard uncertainty where a laboratory states none. */
export const usualUncertainty = 0.05;

/**
 * Reads a stated composition as a pattern.
 * @param relativeUncertainty The laboratory's relative standard uncertainty, the same for every element.
 */
export function patternAssay(
  composition: Composition,
  form: Form,
  relativeUncertainty: number = usualUncertainty,
): PatternAssay {
  const readings: PatternAssay["readings"] = {};
  for (const element of patternElements) {
    const share = composition[element];
    readings[element] =
      "detectionLimit" in share
        ? { belowPartsPerMillion: partsPerMillion(share.detectionLimit) }
        : { partsPerMillion: partsPerMillion(share.partsPerHundredMillion), relativeUncertainty };
  }
  return { form, readings };
}

function partsPerMillion(partsPerHundredMillion: number): number {
  return Number(nanogramsPerGram(partsPerHundredMillion)) / 1000;
}
