/** Where something stands in the ledger. */
export interface Place {
  blockNumber: bigint;
  logIndex: number;
  /** Time of the block, Unix seconds. */
  timestamp: number;
}

/** Whether one thing was included before another. */
export function isBefore(a: Place, b: Place): boolean {
  return a.blockNumber === b.blockNumber ? a.logIndex < b.logIndex : a.blockNumber < b.blockNumber;
}
