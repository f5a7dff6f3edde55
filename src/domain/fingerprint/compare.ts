import type { Form } from "../form.ts";
import { type PatternAssay, type PatternElement, patternElements, type Reading } from "./assay.ts";
import { exceedance } from "./chi-squared.ts";
import { covarianceOf, samplesInParcel } from "./dispersion.ts";
import { type Difference, fitLogRatios } from "./log-ratio-fit.ts";
import type { Profile } from "./profile.ts";

/** One profile beside the assay. */
export interface Comparison {
  profile: Profile;
  /** Probability that material of the profile lies as far off, or farther. */
  probability: number;
  /** Elements compared: with fewer, less can be told. */
  elements: readonly PatternElement[];
  /** Twice the negative logarithm of the likelihood, less a constant. */
  deviance: number;
}

/** An element that speaks against a profile: without it the squared distance falls by more than chance explains. */
export interface ElementAgainst {
  element: PatternElement;
  /** What the assay has of what the profile has, after the pattern's level: 2 is twice as much. For a limit, at most or at least that. */
  ratio: number;
  /** How much the squared distance falls. */
  weight: number;
}

/** Fewer elements than this say nothing. */
export const fewestElements = 6;

/** Elements speak against a profile from here: chi-squared of one degree at 1 %. */
const telling = 6.635;
/** Nothing is looked for in a pattern that fits this well. */
const fitting = 0.05;

/** @returns Undefined where the two have too few elements in common. */
export function compare(assay: PatternAssay, profile: Profile): Comparison | undefined {
  const differences = differencesOf(assay, profile);
  if (differences.filter(({ truth }) => truth === "is").length < fewestElements) return undefined;
  const { distance, freedom, logDeterminant } = fitLogRatios(differences, covariance(assay, profile, differences));
  return {
    profile,
    probability: exceedance(distance, freedom),
    elements: differences.map(({ element }) => element),
    deviance: distance + logDeterminant,
  };
}

/**
 * The elements that speak against a profile, strongest first: one after the other is left out, until the others fit or none stands out.
 * Neighbours in the pattern bear with each other, so to look at each by itself would blame them for one that is off.
 */
export function elementsAgainst(assay: PatternAssay, profile: Profile): ElementAgainst[] {
  const against: ElementAgainst[] = [];
  let left = differencesOf(assay, profile);
  let whole = fitLogRatios(left, covariance(assay, profile, left));
  while (left.length > fewestElements && exceedance(whole.distance, whole.freedom) < fitting) {
    const without = left.map((difference) => {
      const others = left.filter((other) => other !== difference);
      return { difference, others, rest: fitLogRatios(others, covariance(assay, profile, others)) };
    });
    const { difference, others, rest } = without.reduce((a, b) => (b.rest.distance < a.rest.distance ? b : a));
    const weight = whole.distance - rest.distance;
    if (weight <= telling) break;
    against.push({ element: difference.element, ratio: Math.exp(difference.value - rest.level), weight });
    [left, whole] = [others, rest];
  }
  return against;
}

/** Variance of the logarithm of a reading; near a limit that is not stated nothing is added. */
export function readingVariance(reading: Reading | undefined): number {
  return reading !== undefined && "relativeUncertainty" in reading ? reading.relativeUncertainty ** 2 : 0;
}

/**
 * What the dispersion of single samples counts for: the parcel strays as one sample where it is a piece of ore and as a blend where it was
 * processed, and the centre of the profile is uncertain itself.
 */
export function dispersionWeight(form: Form, { centreSamples }: Profile): number {
  return (form === "ore" ? 1 : 1 / samplesInParcel) + 1 / centreSamples;
}

function differencesOf(assay: PatternAssay, profile: Profile): Difference[] {
  return patternElements.flatMap((element): Difference[] => {
    const reading = assay.readings[element];
    if (reading === undefined) return [];
    const centre = profile.centre.get(element);
    const most = profile.most.get(element);
    if ("partsPerMillion" in reading) {
      const found = Math.log(reading.partsPerMillion);
      if (centre !== undefined) return [{ element, value: found - centre, truth: "is" }];
      return most === undefined ? [] : [{ element, value: found - most, truth: "is-at-least" }];
    }
    // Below a limit on both sides nothing can be compared.
    if (centre === undefined) return [];
    return [{ element, value: Math.log(reading.belowPartsPerMillion) - centre, truth: "is-at-most" }];
  });
}

function covariance(assay: PatternAssay, profile: Profile, differences: readonly Difference[]) {
  const compared = differences.map(({ element }) => element);
  return covarianceOf(
    profile.dispersion,
    dispersionWeight(assay.form, profile),
    compared,
    compared.map((element) => readingVariance(assay.readings[element]) + (profile.rounding.get(element) ?? 0)),
  );
}
