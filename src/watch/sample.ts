import type { RelayStatus } from "../relay/relay-status.ts";
import type { IndexerStatus } from "../store/index-standing.ts";

/** What one look at the service saw. */
export interface Sample {
  /** Unix milliseconds. */
  at: number;
  /**
   * Newest block, and nonce of the relay's next transaction, as the ledger has them, whether the node has lost the state of the
   * index's newest block, and whether gas has a price of which the relay's account cannot pay anything; null where it did not answer.
   */
  ledger: { block: bigint; nonce: bigint; isPruned: boolean; isUnpayable: boolean } | null;
  index: { state: IndexerStatus["state"]; block: bigint | null };
  relay: { state: RelayStatus["state"]; queued: number; nextNonce: bigint };
}
