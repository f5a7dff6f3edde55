import { UnitsRefused } from "./refused.ts";

/** Grams of one lot that follow each other. Both ends belong to it. */
export interface GramRange {
  first: bigint;
  last: bigint;
}

/** Ranges in rising order, with at least one gram between neighbours. */
export type GramRanges = readonly GramRange[];

/**
 * Grams as somebody names them, in whatever order.
 * @param grams The grams of the lot.
 * @throws UnitsRefused `empty`, `wraps`, `beyond` or `overlap`.
 */
export function gramRanges(named: readonly GramRange[], grams: bigint): GramRanges {
  for (const { first, last } of named) {
    if (last === first - 1n) throw new UnitsRefused("empty", `The range ${first}-${last} names no gram`);
    if (last < first) throw new UnitsRefused("wraps", `The range ${first}-${last} ends before it begins`);
    if (first < 0n || last >= grams) {
      throw new UnitsRefused("beyond", `The range ${first}-${last} leaves the lot, whose grams are 0-${grams - 1n}`);
    }
  }
  const sorted = named.toSorted(byFirst);
  for (const [place, range] of sorted.entries()) {
    const next = sorted[place + 1];
    if (next !== undefined && next.first <= range.last) {
      throw new UnitsRefused(
        "overlap",
        `The ranges ${range.first}-${range.last} and ${next.first}-${next.last} share a gram`,
      );
    }
  }
  return join(sorted);
}

/** A range as it is written: `0-999`, or one gram by its number. Undefined where the text is none. */
export function readRange(text: string): GramRange | undefined {
  const [, first, last = first] = /^([0-9]{1,10})(?:-([0-9]{1,10}))?$/.exec(text.trim()) ?? [];
  return first === undefined || last === undefined ? undefined : { first: BigInt(first), last: BigInt(last) };
}

/** Grams of either. */
export function union(left: GramRanges, right: GramRanges): GramRanges {
  return join([...left, ...right].sort(byFirst));
}

/** Grams of both. */
export function intersection(left: GramRanges, right: GramRanges): GramRanges {
  const common: GramRange[] = [];
  for (let i = 0, j = 0; ; ) {
    const a = left[i];
    const b = right[j];
    if (a === undefined || b === undefined) return common;
    const first = a.first > b.first ? a.first : b.first;
    const last = a.last < b.last ? a.last : b.last;
    if (first <= last) common.push({ first, last });
    if (a.last < b.last) i += 1;
    else j += 1;
  }
}

/** Grams of the first that are not of the second. */
export function difference(from: GramRanges, taken: GramRanges): GramRanges {
  const left: GramRange[] = [];
  for (const range of from) {
    let first = range.first;
    for (const hole of intersection([range], taken)) {
      if (hole.first > first) left.push({ first, last: hole.first - 1n });
      first = hole.last + 1n;
    }
    if (first <= range.last) left.push({ first, last: range.last });
  }
  return left;
}

export function gramsIn(ranges: GramRanges): bigint {
  return ranges.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
}

function byFirst(left: GramRange, right: GramRange): number {
  return left.first < right.first ? -1 : left.first > right.first ? 1 : 0;
}

function join(sorted: readonly GramRange[]): GramRanges {
  const joined: GramRange[] = [];
  for (const range of sorted) {
    const before = joined.at(-1);
    if (before === undefined || range.first > before.last + 1n) joined.push({ ...range });
    else if (range.last > before.last) before.last = range.last;
  }
  return joined;
}
