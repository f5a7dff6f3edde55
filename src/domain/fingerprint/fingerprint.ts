import { type NotApplicable, notApplicable } from "./applicability.ts";
import type { PatternAssay } from "./assay.ts";
import { type Comparison, compare, type ElementAgainst, elementsAgainst } from "./compare.ts";
import { bestMixtures, type Mixture } from "./mixture.ts";
import { type Profile, referenceProfiles } from "./profile.ts";

/** What the profiles of the declared origin say of it. */
export type DeclaredOrigin =
  | { verdict: "not-declared" }
  /** None of the declared profiles can be compared with the assay. */
  | { verdict: "no-profile" }
  | { verdict: "tenable"; comparison: Comparison }
  | { verdict: "doubtful" | "untenable"; comparison: Comparison; against: readonly ElementAgainst[] };

export type Fingerprint =
  | { kind: "not-applicable"; reason: NotApplicable }
  | {
      kind: "compared";
      /** Every profile that could be compared, most probable first. */
      comparisons: readonly Comparison[];
      /** Those that the assay is consistent with. */
      consistent: readonly Comparison[];
      /** The blends of two profiles that explain it best, best first; the best with the declared origin is always among them. */
      mixtures: readonly Mixture[];
      /** The blend to name: with the declared origin if such a one fits, else the best; undefined where no blend fits. */
      mixture: Mixture | undefined;
      /** Neither one profile nor a blend of two fits. */
      noKnownProfileFits: boolean;
      declared: DeclaredOrigin;
    };

/** A profile is consistent with an assay from this probability on. */
export const consistentFrom = 0.01;
/** A declared origin is untenable below this probability, unless the assay is of a single piece of ore. */
export const untenableBelow = 0.001;

/**
 * Compares an assay with reference profiles. A pure function of its arguments; its figures are floating-point and for people, not for
 * signing or storing. Profiles are references: that one fits is no proof of origin, since deposits of one kind resemble each other.
 * @param declared Ids of the profiles that the declared origin may have.
 */
export function fingerprint(
  assay: PatternAssay,
  declared: readonly string[] = [],
  profiles: readonly Profile[] = referenceProfiles,
): Fingerprint {
  const reason = notApplicable(assay);
  if (reason !== undefined) return { kind: "not-applicable", reason };
  // Scrap is compared with scrap; what was processed may be anything; what is said to be mined is not scrap.
  const comparable = profiles.filter(({ recycled = false }) =>
    assay.form === "scrap" ? recycled : !recycled || assay.form === "mixed-compound",
  );
  const comparisons = comparable
    .flatMap((profile) => compare(assay, profile) ?? [])
    .sort((a, b) => b.probability - a.probability);
  const consistent = comparisons.filter(({ probability }) => probability >= consistentFrom);
  const mixtures = bestMixtures(assay, comparable, declared);
  const fitting = mixtures.filter(({ probability }) => probability >= consistentFrom);
  const mixture =
    fitting.find(({ first, second }) => declared.includes(first.id) || declared.includes(second.id)) ?? fitting[0];
  return {
    kind: "compared",
    comparisons,
    consistent,
    mixtures,
    mixture,
    noKnownProfileFits: consistent.length === 0 && mixture === undefined,
    declared: declaredOrigin(assay, declared, comparisons),
  };
}

/**
 * Whether one of the declared profiles is consistent with an assay: what `fingerprint` calls tenable, without looking for what else would
 * explain it, which takes a hundred times as long.
 */
export function isTenable(
  assay: PatternAssay,
  declared: readonly string[],
  profiles: readonly Profile[] = referenceProfiles,
): boolean {
  return profiles.some(
    (profile) => declared.includes(profile.id) && (compare(assay, profile)?.probability ?? 0) >= consistentFrom,
  );
}

/** Judges the declared origin by the best of its profiles. */
function declaredOrigin(
  assay: PatternAssay,
  declared: readonly string[],
  comparisons: readonly Comparison[],
): DeclaredOrigin {
  if (declared.length === 0) return { verdict: "not-declared" };
  const comparison = comparisons.find(({ profile }) => declared.includes(profile.id));
  if (comparison === undefined) return { verdict: "no-profile" };
  if (comparison.probability >= consistentFrom) return { verdict: "tenable", comparison };
  // One piece of rock may be odd: of published samples every sixth would be called untenable for its own place.
  const untenable = comparison.probability < untenableBelow && assay.form !== "ore";
  return {
    verdict: untenable ? "untenable" : "doubtful",
    comparison,
    against: elementsAgainst(assay, comparison.profile),
  };
}
