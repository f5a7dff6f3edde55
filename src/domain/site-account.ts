/** Length of the periods of sites' accounts, as `SiteAccounts.PERIOD` has it. */
const periodSeconds = 7_776_000n;

/** The period that runs at a time. @param timestamp Unix seconds. */
export function periodAt(timestamp: bigint): number {
  return Number(timestamp / periodSeconds);
}

/** When the credits of a period expire: with the end of the period after it. @returns Unix seconds. */
export function expiryOf(period: number): bigint {
  return (BigInt(period) + 2n) * periodSeconds;
}

/**
 * Carbon that grams bring into an account, by the element that brings it: by mass of what was found. What division leaves over stays
 * with the last of them. The contract computes the same.
 * @param found What was found, by the index of the element, in nanograms; something was.
 * @returns By the index of the element, in mg CO2e.
 */
export function carbonByElement(carbonMilligrams: bigint, found: readonly bigint[]): bigint[] {
  const whole = found.reduce((sum, amount) => sum + amount, 0n);
  const shares = found.map((amount) => (carbonMilligrams * amount) / whole);
  const rest = carbonMilligrams - shares.reduce((sum, share) => sum + share, 0n);
  const last = found.findLastIndex((amount) => amount > 0n);
  return shares.map((share, index) => (index === last ? share + rest : share));
}

/**
 * Carbon of one element that a withdrawal takes along, in mg CO2e: by what it takes of the element's credits, rounded up. The
 * contract computes the same.
 * @param leftNanograms Credits of the element that are left; above zero.
 */
export function carbonDrawn(waitingMilligrams: bigint, neededNanograms: bigint, leftNanograms: bigint): bigint {
  return (waitingMilligrams * neededNanograms + leftNanograms - 1n) / leftNanograms;
}
