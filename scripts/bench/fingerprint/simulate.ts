import limits from "../../../data/detection-limits.json" with { type: "json" };
import { elements } from "../../../src/domain/elements.ts";
import {
  type PatternAssay,
  type PatternElement,
  patternElements,
  type Reading,
} from "../../../src/domain/fingerprint/assay.ts";
import type { Profile, ProfileRecord } from "../../../src/domain/fingerprint/profile.ts";
import { normal, pick } from "./random.ts";

type Pattern = Partial<Record<PatternElement, number>>;

/** A simulated parcel's shares of the elements, which add up to 1. Elements that its source does not state are not there. */
export type Truth = Map<PatternElement, number>;

/** Rare earths in the simulated concentrate, in parts per million of element. */
const total = 500_000;
const noise = 0.05;
/** What a table leaves out is simulated between these parts of its limit, evenly in the logarithm. */
const leftOut = { from: 0.002, to: 0.4 };

/**
 * Simulates parcels. How they stray comes from single analyses of deposits that are not among those by which the method's dispersion is
 * computed: a parcel strays as the blend of some samples of one published group strays from the blend of all of them.
 */
export class Simulation {
  readonly #random: () => number;
  readonly #groups: readonly (readonly Pattern[])[];

  /** @param groups Published groups of samples, each of all fifteen elements. */
  constructor(random: () => number, groups: readonly (readonly Pattern[])[]) {
    this.#random = random;
    this.#groups = groups;
  }

  /** A parcel of a deposit, blended of so many samples. */
  parcel(profile: Profile, samples: number): Truth {
    const group = pick(this.#random, this.#groups);
    const expected = blended(group);
    const found = blended(Array.from({ length: samples }, () => pick(this.#random, group)));
    const truth: Truth = new Map();
    for (const element of patternElements) {
      const centre = profile.centre.get(element) ?? this.#leftOut(profile, element);
      if (centre === undefined) continue;
      truth.set(element, Math.exp(centre) * ((found[element] ?? 0) / (expected[element] ?? 1)));
    }
    return closed(truth);
  }

  /** What a laboratory reports of a parcel: noise, and limits below which it reports the limit. */
  assay(truth: Truth): PatternAssay {
    const readings: Partial<Record<PatternElement, Reading>> = {};
    for (const [element, share] of truth) {
      const factor = elements.find(({ symbol }) => symbol === element)?.oxideFactor ?? 10_000;
      const limit = (limits.concentrate.percentOfOxide * 10_000) / (factor / 10_000);
      const found = share * total * Math.exp(noise * normal(this.#random));
      readings[element] =
        found < limit ? { belowPartsPerMillion: limit } : { partsPerMillion: found, relativeUncertainty: noise };
    }
    return { form: "concentrate", readings };
  }

  #leftOut(profile: Profile, element: PatternElement): number | undefined {
    const most = profile.most.get(element);
    if (most === undefined) return undefined;
    return most + Math.log(leftOut.from) + this.#random() * Math.log(leftOut.to / leftOut.from);
  }
}

/** A blend of two parcels, over what both state. */
export function mixed(a: Truth, b: Truth, shareOfB: number): Truth {
  const both: Truth = new Map();
  for (const [element, share] of a) {
    const other = b.get(element);
    if (other !== undefined) both.set(element, (1 - shareOfB) * share + shareOfB * other);
  }
  return closed(both);
}

/** The published groups that parcels stray by: none of them is part of data/fingerprint-dispersion.json. */
export function publishedGroups(records: readonly ProfileRecord[]): Pattern[][] {
  return ["fen-west", "fen-east", "belaya-zima-calcite", "belaya-zima-ankerite"].map((id) => {
    const samples = records.find((record) => record.id === id)?.samples;
    if (samples === undefined) throw new Error(`No samples of ${id}`);
    return samples.map(({ values }) => values);
  });
}

/** Samples put together by mass: rich ones count for more. */
function blended(samples: readonly Pattern[]): Pattern {
  const sum: Pattern = {};
  for (const sample of samples)
    for (const element of patternElements) sum[element] = (sum[element] ?? 0) + (sample[element] ?? 0);
  const whole = patternElements.reduce((all, element) => all + (sum[element] ?? 0), 0);
  for (const element of patternElements) sum[element] = (sum[element] ?? 0) / whole;
  return sum;
}

function closed(truth: Truth): Truth {
  const whole = [...truth.values()].reduce((sum, share) => sum + share, 0);
  return new Map([...truth].map(([element, share]) => [element, share / whole]));
}
