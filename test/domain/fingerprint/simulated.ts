import { type PatternAssay, patternElements } from "../../../src/domain/fingerprint/assay.ts";
import { type Profile, referenceProfiles } from "../../../src/domain/fingerprint/profile.ts";
import type { Form } from "../../../src/domain/form.ts";

export function profileOf(id: string): Profile {
  const found = referenceProfiles.find((profile) => profile.id === id);
  if (found === undefined) throw new Error(`No profile ${id}`);
  return found;
}

/**
 * An assay of a blend as the profiles have it, without noise, of half a million parts per million in all.
 * @param parts Shares by profile; what a profile leaves out is reported as below 100 ppm, or left to the others.
 */
export function assayOf(parts: Record<string, number>, form: Form = "concentrate"): PatternAssay {
  const readings: PatternAssay["readings"] = {};
  for (const element of patternElements) {
    let sum = 0;
    for (const [id, share] of Object.entries(parts)) {
      const { centre } = profileOf(id);
      const whole = [...centre.values()].reduce((all, value) => all + Math.exp(value), 0);
      sum += (share * Math.exp(centre.get(element) ?? Number.NEGATIVE_INFINITY)) / whole;
    }
    const partsPerMillion = sum * 500_000;
    readings[element] =
      partsPerMillion < 100 ? { belowPartsPerMillion: 100 } : { partsPerMillion, relativeUncertainty: 0.05 };
  }
  return { form, readings };
}
