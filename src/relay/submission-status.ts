import type { Hex } from "../domain/hex.ts";
import type { LedgerError } from "../statements/ledger-error.ts";

/** Where a submission stands. Times are Unix milliseconds of the relay's clock, unless they are the ledger's. */
export type SubmissionStatus = { id: Hex; digests: Hex[] } & SubmissionState;

/** What is known in each state. */
export type SubmissionState =
  | { state: "queued"; acceptedAt: number }
  | { state: "sent"; acceptedAt: number; transactionHash: Hex }
  /** The ledger refused it when its turn came; it is tried again, as things may change until it expires. */
  | { state: "refused"; acceptedAt: number; refusals: number; reason: LedgerError; retryAt: number }
  | {
      state: "included";
      blockNumber: number;
      blockHash: Hex;
      /** The ledger's time, in Unix seconds. */
      timestamp: number;
      transactionHash: Hex;
    }
  /** It can no longer be included: expired, or its nonce spent otherwise. */
  | { state: "failed"; acceptedAt: number; reason: LedgerError };
