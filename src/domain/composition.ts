import { type ElementSymbol, elementSymbols, elements } from "./elements.ts";
import type { Form } from "./form.ts";

/**
 * What is stated of one element, in hundredths of a part per million by mass (10^8 is the whole): what was found, or the limit
 * below which nothing was.
 */
export type ElementShare = { partsPerHundredMillion: number } | { detectionLimit: number };

/** A share of every one of the seventeen elements. */
export type Composition = Record<ElementSymbol, ElementShare>;

/** What an assay states: the seventeen elements, then thorium and uranium, which come along in monazite and xenotime. */
export const assayedSymbols = [...elementSymbols, "Th", "U"] as const;
/** Thorium and uranium: no rare earths, so no law of mass counts them; what they come to decides how goods travel. */
export const radioactiveSymbols = ["Th", "U"] as const;

export type AssayedSymbol = (typeof assayedSymbols)[number];
export type RadioactiveSymbol = (typeof radioactiveSymbols)[number];

/** A share of every one of the seventeen elements, of thorium and of uranium. */
export type AssayedComposition = Record<AssayedSymbol, ElementShare>;

/** Why a composition cannot be, named as the contracts' error is. */
export type CompositionProblem =
  | { name: "ElementNotStated"; element: ElementSymbol }
  | { name: "ElementShareInvalid"; element: ElementSymbol; partsPerHundredMillion: number }
  | { name: "DetectionLimitTooHigh"; element: ElementSymbol; partsPerHundredMillion: number }
  | { name: "CompositionAboveWhole"; partsPerHundredMillion: number }
  | { name: "CompositionImplausible"; form: Form; partsPerHundredMillion: number; minimum: number; maximum: number };

/** The whole of a lot, in hundredths of a part per million. */
export const whole = 100_000_000;
/** What honest analysis exceeds the whole by: shares are measured one by one. */
export const analysisExcess = 500_000;
export const detectionLimitMaximum = 5_000_000;
const most = whole + analysisExcess;

const bounds: Record<Form, { as: "element" | "oxide"; minimum: number; maximum: number }> = {
  ore: { as: "oxide", minimum: 100, maximum: 40_000_000 },
  concentrate: { as: "oxide", minimum: 1_000_000, maximum: most },
  "mixed-compound": { as: "oxide", minimum: 15_000_000, maximum: most },
  "separated-oxide": { as: "oxide", minimum: 90_000_000, maximum: most },
  metal: { as: "element", minimum: 90_000_000, maximum: most },
  alloy: { as: "element", minimum: 1_000_000, maximum: most },
  magnet: { as: "element", minimum: 15_000_000, maximum: 45_000_000 },
  scrap: { as: "element", minimum: 100, maximum: most },
};

/**
 * What was found in all, in hundredths of a part per million by mass.
 * @returns The sum as element, and the same as oxide (rounded down, as the contracts compute it).
 */
export function sharesOf(composition: Composition): { asElement: number; asOxide: number } {
  let asElement = 0;
  let asOxide = 0;
  for (const { symbol, oxideFactor } of elements) {
    const share = composition[symbol];
    if (!("partsPerHundredMillion" in share)) continue;
    asElement += share.partsPerHundredMillion;
    asOxide += share.partsPerHundredMillion * oxideFactor;
  }
  return { asElement, asOxide: Math.floor(asOxide / 10_000) };
}

/**
 * Whether the composition can be, and can be of that form; the same rules, in the same order, as the contracts'.
 * @param form Form to judge by; without one only completeness and sum are judged, as for an assay.
 * @returns The first problem, or undefined where there is none.
 */
export function compositionProblem(composition: Composition, form?: Form): CompositionProblem | undefined {
  for (const element of elementSymbols) {
    const share = composition[element];
    const partsPerHundredMillion = "detectionLimit" in share ? share.detectionLimit : share.partsPerHundredMillion;
    if (partsPerHundredMillion === 0) return { name: "ElementNotStated", element };
    if ("detectionLimit" in share) {
      if (partsPerHundredMillion > detectionLimitMaximum)
        return { name: "DetectionLimitTooHigh", element, partsPerHundredMillion };
    } else if (partsPerHundredMillion > whole) return { name: "ElementShareInvalid", element, partsPerHundredMillion };
  }
  const { asElement, asOxide } = sharesOf(composition);
  if (asElement > most) return { name: "CompositionAboveWhole", partsPerHundredMillion: asElement };
  if (form === undefined) return undefined;
  const { as, minimum, maximum } = bounds[form];
  const partsPerHundredMillion = as === "oxide" ? asOxide : asElement;
  if (partsPerHundredMillion >= minimum && partsPerHundredMillion <= maximum) return undefined;
  return { name: "CompositionImplausible", form, partsPerHundredMillion, minimum, maximum };
}

/** Nanograms of an element in a gram of which it is this share. */
export function nanogramsPerGram(partsPerHundredMillion: number): bigint {
  return BigInt(partsPerHundredMillion) * 10n;
}
