import { type PatternAssay, type PatternElement, patternElements } from "./assay.ts";
import { exceedance } from "./chi-squared.ts";
import { at, type Square, zeros } from "./cholesky.ts";
import { dispersionWeight, readingVariance } from "./compare.ts";
import { covarianceOf } from "./dispersion.ts";
import { type Difference, fitLogRatios } from "./log-ratio-fit.ts";
import type { Profile } from "./profile.ts";

/** Two profiles blended. */
export interface Mixture {
  first: Profile;
  second: Profile;
  /** Share of the second profile, by mass of the elements compared, with its 95 % interval. */
  share: number;
  from: number;
  to: number;
  probability: number;
  /** Twice the negative logarithm of the likelihood, less a constant. */
  deviance: number;
}

const most = 3;
/** With fewer elements in common, a blend could explain anything. */
const fewestElements = 8;
const steps = 50;
const fine = Array.from({ length: steps }, (_, step) => (step + 0.5) / steps);
/** Shares that are tried to find the two profiles. */
const coarse = [0.05, 0.3, 0.7, 0.95];
/** The 95 % point of chi-squared with one degree: how far the deviance may rise within the interval. */
const rise = 3.841;
/** What a list leaves out is taken to be a quarter of its limit, give or take a factor of e. */
const leftOut = { share: 0.25, variance: 1 };

/** A part of a blend over all fifteen elements; an element it says nothing of has the amount NaN. */
interface Part {
  amounts: number[];
  covariance: Square;
}

/**
 * The blends of two profiles, neither of them negative, that explain the assay best.
 * @param declared Ids: the best blend with one of these is among the answers, however it ranks.
 * @returns At most three, and that one; best first; none where no two profiles have enough elements in common with the assay.
 */
export function bestMixtures(
  assay: PatternAssay,
  profiles: readonly Profile[],
  declared: readonly string[] = [],
): Mixture[] {
  const parts = profiles.map((profile) => partOf(assay, profile));
  const pairs = profiles.flatMap((first, index) =>
    profiles.slice(index + 1).flatMap((second, offset) => {
      const blended = blendOf(assay, parts[index] as Part, parts[index + 1 + offset] as Part);
      if (blended === undefined) return [];
      return [{ first, second, blended, deviance: Math.min(...coarse.map((share) => blended(share).deviance)) }];
    }),
  );
  pairs.sort((a, b) => a.deviance - b.deviance);
  const chosen = pairs.slice(0, most);
  const ofDeclared = pairs.find(({ first, second }) => declared.includes(first.id) || declared.includes(second.id));
  if (ofDeclared !== undefined && !chosen.includes(ofDeclared)) chosen.push(ofDeclared);
  return chosen.map(refined).sort((a, b) => a.deviance - b.deviance);
}

function refined({ first, second, blended }: { first: Profile; second: Profile; blended: Blend }): Mixture {
  const along = fine.map((share) => ({ share, ...blended(share) }));
  const lowest = along.reduce((a, b) => (b.deviance < a.deviance ? b : a));
  const within = along.filter(({ deviance }) => deviance <= lowest.deviance + rise).map(({ share }) => share);
  const half = 0.5 / steps;
  return {
    first,
    second,
    share: lowest.share,
    from: Math.min(...within) - half,
    to: Math.max(...within) + half,
    // The share itself takes one degree of freedom.
    probability: exceedance(lowest.distance, Math.max(1, lowest.freedom - 1)),
    deviance: lowest.deviance,
  };
}

/**
 * How well the blend with this share of its second part explains the assay. An element that a part says nothing of adds nothing to the
 * deviance; one that fits lowers it, one that is off by more than about two standard deviations raises it.
 */
type Blend = (share: number) => { deviance: number; distance: number; freedom: number };

function blendOf(assay: PatternAssay, a: Part, b: Part): Blend | undefined {
  const places = patternElements.flatMap((element, place) =>
    assay.readings[element] === undefined || Number.isNaN(a.amounts[place]) || Number.isNaN(b.amounts[place])
      ? []
      : [place],
  );
  const size = places.length;
  const readings = places.map((place) => assay.readings[patternElements[place] as PatternElement]);
  const differences = places.map((place, index): Difference => {
    const element = patternElements[place] as PatternElement;
    return { element, value: 0, truth: "belowPartsPerMillion" in (readings[index] ?? {}) ? "is-at-most" : "is" };
  });
  if (differences.filter(({ truth }) => truth === "is").length < fewestElements) return undefined;
  const logarithms = readings.map((reading) =>
    reading === undefined
      ? 0
      : Math.log("partsPerMillion" in reading ? reading.partsPerMillion : reading.belowPartsPerMillion),
  );
  const variances = readings.map(readingVariance);
  const totalOf = ({ amounts }: Part) => places.reduce((sum, place) => sum + at(amounts, place), 0);
  const [totalA, totalB] = [totalOf(a), totalOf(b)];
  const ofA = new Array<number>(size).fill(0);
  const covariance = zeros(size);
  return (share) => {
    for (const [index, place] of places.entries()) {
      const fromA = ((1 - share) * at(a.amounts, place)) / totalA;
      const sum = fromA + (share * at(b.amounts, place)) / totalB;
      ofA[index] = fromA / sum;
      (differences[index] as Difference).value = (logarithms[index] as number) - Math.log(sum);
    }
    for (let row = 0; row < size; row++) {
      const offset = (places[row] as number) * patternElements.length;
      const p = at(ofA, row);
      for (let column = 0; column < size; column++) {
        const q = at(ofA, column);
        const cell = offset + (places[column] as number);
        covariance.cells[row * size + column] =
          p * q * at(a.covariance.cells, cell) + (1 - p) * (1 - q) * at(b.covariance.cells, cell);
      }
      const diagonal = row * (size + 1);
      covariance.cells[diagonal] = at(covariance.cells, diagonal) + (variances[row] as number);
    }
    const { distance, freedom, logDeterminant } = fitLogRatios(differences, covariance);
    return { deviance: distance + logDeterminant, distance, freedom };
  };
}

function partOf(assay: PatternAssay, profile: Profile): Part {
  return {
    amounts: Array.from(patternElements, (element) => {
      const centre = profile.centre.get(element);
      if (centre !== undefined) return Math.exp(centre);
      const most = profile.most.get(element);
      return most === undefined ? Number.NaN : leftOut.share * Math.exp(most);
    }),
    covariance: covarianceOf(
      profile.dispersion,
      dispersionWeight(assay.form, profile),
      patternElements,
      patternElements.map((element) =>
        profile.centre.has(element) ? (profile.rounding.get(element) ?? 0) : leftOut.variance,
      ),
    ),
  };
}
