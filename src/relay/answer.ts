import type { Address, Hex } from "../domain/hex.ts";
import type { LedgerError } from "../statements/ledger-error.ts";

/** The submission is durable: it will be on the ledger once, or its failure will be told with a reason. */
export interface Accepted {
  outcome: "accepted";
  /** Under which its status is told: a statement's digest, or a bundle's id. */
  id: Hex;
  /** Digests of its statements, in order. */
  digests: Hex[];
  /** Whether it had been accepted, or included in the ledger, before. */
  known: boolean;
}

/** The submission was not taken and is not remembered. */
export type Refused = { outcome: "refused" } & Refusal;

/** Why a submission was not taken. */
export type Refusal =
  /** The ledger would refuse it as it stands now; `error.item` names the statement of a bundle. */
  | { code: "ledger-would-refuse"; error: LedgerError }
  /** The organisation has another statement with this nonce under way. */
  | { code: "nonce-pending"; organisation: Address; nonce: bigint; pending: Hex }
  /** A statement of the bundle is under way in another submission. */
  | { code: "statement-pending"; digest: Hex; pending: Hex }
  /** The producer has another lot of this number, declared with another content. */
  | { code: "lot-number-taken"; producer: Address; lotNumber: string; lot: Hex }
  /** A bundle has no statement, or more than may be, or holds one twice. */
  | { code: "bundle-invalid"; statements: number; limit: number }
  /** It needs more gas than one ledger transaction is given. */
  | { code: "too-much-gas"; gas: number; limit: number }
  /** It is larger than one ledger transaction may be. */
  | { code: "too-many-bytes"; bytes: number; limit: number }
  /** As many submissions are under way as the relay takes. */
  | { code: "queue-full"; retryAfterSeconds: number }
  /** The ledger cannot be asked now. */
  | { code: "ledger-unavailable"; retryAfterSeconds: number };
