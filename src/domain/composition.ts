import { type ElementSymbol, elementSymbols, elements } from "./elements.ts";
import type { Form } from "./lot.ts";

/** What is stated of one element, in parts per million by mass: what was found, or the limit below which nothing was. */
export type ElementShare = { partsPerMillion: number } | { detectionLimit: number };

/** A share of every one of the seventeen elements. */
export type Composition = Record<ElementSymbol, ElementShare>;

/** Why a composition cannot be, named as the contracts' error is. */
export type CompositionProblem =
  | { name: "ElementNotStated"; element: ElementSymbol }
  | { name: "ElementShareInvalid"; element: ElementSymbol; partsPerMillion: number }
  | { name: "DetectionLimitTooHigh"; element: ElementSymbol; partsPerMillion: number }
  | { name: "CompositionAboveWhole"; partsPerMillion: number }
  | { name: "CompositionImplausible"; form: Form; partsPerMillion: number; minimum: number; maximum: number };

const million = 1_000_000;
export const detectionLimitMaximum = 1_000;
// Four digits of oxide factor let a pure oxide compute to slightly more than a million parts.
const wholeOxide = million + 200;

const bounds: Record<Form, { as: "element" | "oxide"; minimum: number; maximum: number }> = {
  ore: { as: "oxide", minimum: 1, maximum: 400_000 },
  concentrate: { as: "oxide", minimum: 10_000, maximum: wholeOxide },
  "mixed-compound": { as: "oxide", minimum: 150_000, maximum: wholeOxide },
  "separated-oxide": { as: "oxide", minimum: 900_000, maximum: wholeOxide },
  metal: { as: "element", minimum: 900_000, maximum: million },
  alloy: { as: "element", minimum: 10_000, maximum: million },
  magnet: { as: "element", minimum: 150_000, maximum: 450_000 },
  scrap: { as: "element", minimum: 1, maximum: million },
};

/**
 * What was found in all, in parts per million by mass.
 * @returns The sum as element, and the same as oxide (rounded down, as the contracts compute it).
 */
export function sharesOf(composition: Composition): { asElement: number; asOxide: number } {
  let asElement = 0;
  let asOxide = 0;
  for (const { symbol, oxideFactor } of elements) {
    const share = composition[symbol];
    if (!("partsPerMillion" in share)) continue;
    asElement += share.partsPerMillion;
    asOxide += share.partsPerMillion * oxideFactor;
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
    const partsPerMillion = "detectionLimit" in share ? share.detectionLimit : share.partsPerMillion;
    if (partsPerMillion === 0) return { name: "ElementNotStated", element };
    if ("detectionLimit" in share) {
      if (partsPerMillion > detectionLimitMaximum) return { name: "DetectionLimitTooHigh", element, partsPerMillion };
    } else if (partsPerMillion > million) return { name: "ElementShareInvalid", element, partsPerMillion };
  }
  const { asElement, asOxide } = sharesOf(composition);
  if (asElement > million) return { name: "CompositionAboveWhole", partsPerMillion: asElement };
  if (form === undefined) return undefined;
  const { as, minimum, maximum } = bounds[form];
  const partsPerMillion = as === "oxide" ? asOxide : asElement;
  if (partsPerMillion >= minimum && partsPerMillion <= maximum) return undefined;
  return { name: "CompositionImplausible", form, partsPerMillion, minimum, maximum };
}
