/**
 * Where something stands in the ledger. Heads commit to the time. What came first within a second is what the index says; where heads
 * have an order of their own, it has to agree.
 */
export interface Place {
  /** Time of the block, Unix seconds. */
  timestamp: number;
  blockNumber: bigint;
  /** Index of the log in the block. */
  logIndex: number;
}

/** Whether one thing was included before another. */
export function isBefore(a: Place, b: Place): boolean {
  return comparePlaces(a, b) < 0;
}

/** Orders places: negative if the first comes before the second. */
export function comparePlaces(a: Place, b: Place): number {
  return a.timestamp - b.timestamp || Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex;
}
