/** Smallest whole number that is not below `dividend / divisor`; both at or above zero. */
function ceilDivide(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}

/**
 * What some of a holder's grams, or of a line's, carry of their transport carbon, in mg CO2e: pro rata, rounded up, so that dividing grams up never
 * loses any. The contract computes the same.
 */
export function shareOfTransport(heldMilligrams: bigint, grams: bigint, heldGrams: bigint): bigint {
  return heldMilligrams === 0n ? 0n : ceilDivide(heldMilligrams * grams, heldGrams);
}

/** A line of a consignment, as it left. */
interface SentLine {
  grams: bigint;
  /** What it carried already, in mg CO2e. */
  transportMilligrams: bigint;
}

/**
 * Transport carbon each line of a consignment arrives with, in mg CO2e: what it carried already, and its share of the journey's
 * emissions by mass, rounded up (ISO 14083).
 */
export function transportOnArrival(lines: readonly SentLine[], emissionsGrams: bigint): bigint[] {
  const total = lines.reduce((sum, { grams }) => sum + grams, 0n);
  return lines.map(
    ({ grams, transportMilligrams }) => transportMilligrams + ceilDivide(emissionsGrams * 1_000n * grams, total),
  );
}
