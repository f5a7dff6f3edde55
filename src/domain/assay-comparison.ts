import type { AssayedSymbol, ElementShare } from "./composition.ts";
import type { SomeShares } from "./some-shares.ts";

/** Where a share that was found is not what the ledger says of a lot. */
export interface AssayMismatch {
  mismatch: "assay-differs";
  element: AssayedSymbol;
  found: ElementShare;
  stated: ElementShare;
  /** By how much they differ at least: a limit of detection leaves open how much less there is. */
  gapPartsPerHundredMillion: number;
  tolerancePartsPerHundredMillion: number;
  /** Of several lots the one that what was found is nearest to. */
  lotNumber: string;
}

/** Laboratories differ by as much of however little there is (0.05 %): so the ledger has it at first. */
export const leastShareTolerance = 50_000;

/** A lot as far as its elements go. */
interface Known {
  lotNumber: string;
  shares: SomeShares;
}

/**
 * Compares what a laboratory found with what the ledger says of lots. A sample is of one of them: where it is near none, of the one that fewest
 * elements differ from.
 * @param symbols Elements that are compared, as far as both sides know them.
 * @returns undefined where there is a lot of which no element is known to both sides: the sample may be of that one.
 */
export function assayCompared(
  found: SomeShares,
  lots: readonly Known[],
  symbols: readonly AssayedSymbol[],
  basisPoints: number,
): AssayMismatch[] | undefined {
  const isKnown = ({ shares }: Known) => symbols.some((each) => isIn(found, each) && isIn(shares, each));
  if (!lots.every(isKnown)) return undefined;
  const [first, ...others] = lots.map((lot) =>
    symbols.flatMap((element) => mismatchOf(element, found[element], lot, basisPoints)),
  );
  return first && others.reduce((nearest, each) => (each.length < nearest.length ? each : nearest), first);
}

function isIn(shares: SomeShares, element: AssayedSymbol): boolean {
  return shares[element] !== undefined;
}

/** As the contracts judge an assay: a limit of detection stands for all between zero and itself. */
function mismatchOf(
  element: AssayedSymbol,
  found: ElementShare | undefined,
  { lotNumber, shares }: Known,
  basisPoints: number,
): AssayMismatch[] {
  const stated = shares[element];
  if (found === undefined || stated === undefined) return [];
  const [ours, theirs] = [rangeOf(found), rangeOf(stated)];
  const gap = Math.max(ours.from - theirs.to, theirs.from - ours.to);
  const tolerance = Math.max(leastShareTolerance, Math.floor((theirs.to * basisPoints) / 10_000));
  if (gap <= tolerance) return [];
  const figures = { gapPartsPerHundredMillion: gap, tolerancePartsPerHundredMillion: tolerance };
  return [{ mismatch: "assay-differs", element, found, stated, ...figures, lotNumber }];
}

function rangeOf(share: ElementShare): { from: number; to: number } {
  if ("detectionLimit" in share) return { from: 0, to: share.detectionLimit };
  return { from: share.partsPerHundredMillion, to: share.partsPerHundredMillion };
}
