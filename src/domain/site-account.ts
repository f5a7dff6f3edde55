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
 * Carbon that a withdrawal takes along, in mg CO2e: its share of all that waits, by what it takes of the credits that are left;
 * rounded up. The contract computes the same.
 * @param living Credits of the running period and of the one before, of all elements together, in nanograms; above zero.
 */
export function carbonDrawn(waitingMilligrams: bigint, neededNanograms: bigint, living: bigint): bigint {
  return (waitingMilligrams * neededNanograms + living - 1n) / living;
}
