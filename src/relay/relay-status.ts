import type { Address } from "../domain/hex.ts";

/** How the relay fares, for operators. */
export interface RelayStatus {
  /** Address that pays for the ledger transactions. */
  sender: Address;
  /** running: it sends. standby: it accepts, and another relay sends with the key; it goes on should that one end. */
  state: "stopped" | "running" | "standby";
  /** Submissions waiting to be sent. */
  queued: number;
  /** Ledger transactions broadcast and not seen in a block. */
  inFlight: number;
  /** Nonce of the next ledger transaction. */
  nextNonce: number;
  /** Age of the oldest submission not included yet, in milliseconds; 0 if there is none. */
  oldestAgeMs: number;
  /** The last thing that went wrong with the ledger, while it lasts. */
  trouble: string | null;
}
