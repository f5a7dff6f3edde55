/** Fewer months say nothing of what is usual. */
export const surgeMonthsLeast = 12;
/** What is usual is told by so many months at most. */
export const surgeMonthsMost = 36;
/** Below this a month is no surge, whatever came before. */
const LEAST_GRAMS = 20_000_000n;
/** A month stands out from this many times the usual spread above the median… */
const SPREADS = 5n;
/** …and from this many times the median: a route whose months hardly differ has next to no spread. */
const TIMES = 3n;
/** The median absolute deviation of a normal distribution times this is its standard deviation, in ten-thousandths. */
const SPREAD_FACTOR = 14_826n;

/** What is usual of a route's months, and the mass from which on a month is a surge: by median and median absolute deviation. */
export function surgeLimit(usual: readonly bigint[]): { median: bigint; limit: bigint } {
  const median = medianOf(usual);
  const spread = (medianOf(usual.map((grams) => distance(grams, median))) * SPREAD_FACTOR) / 10_000n;
  return { median, limit: largest(LEAST_GRAMS, median + SPREADS * spread, TIMES * median) };
}

/** Months from the first on, without the last; each such as 2026-01. */
export function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  const [year = 0, month = 0] = first.split("-").map(Number);
  for (let index = year * 12 + month - 1; ; index += 1) {
    const name = `${String(Math.floor(index / 12)).padStart(4, "0")}-${String((index % 12) + 1).padStart(2, "0")}`;
    if (name >= last) return months;
    months.push(name);
  }
}

function medianOf(values: readonly bigint[]): bigint {
  const sorted = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? 0n, sorted[sorted.length >> 1] ?? 0n];
  return (low + high) / 2n;
}

const distance = (a: bigint, b: bigint): bigint => (a > b ? a - b : b - a);
const largest = (...values: readonly bigint[]): bigint =>
  values.reduce((most, value) => (value > most ? value : most), 0n);
