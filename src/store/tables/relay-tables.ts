import type { ColumnType, Generated } from "kysely";
import type { JsonObject } from "../../statements/codec.ts";

/** A fact that is written once. */
type Fixed<T> = ColumnType<T, T, never>;

/**
 * What was accepted: a statement, or an ordered bundle that stands or falls together. Rows leave once their inclusion is
 * final, when the index alone answers for them; a bundle keeps its row, since nothing else knows its id.
 * Wall-clock times of the relay are Unix milliseconds.
 */
export interface RelaySubmissionTable {
  /** Digest of the statement; of a bundle keccak256 of its digests. */
  id: Fixed<string>;
  /** Order of arrival. */
  sequence: Generated<bigint>;
  /**
   * queued: to be sent. sent: in a ledger transaction. refused: the ledger refused it, to be tried again.
   * included: the index has all its statements. failed: it can no longer be included.
   */
  state: "queued" | "sent" | "refused" | "included" | "failed";
  /** Number of statements. */
  statements: Fixed<number>;
  /** Gas that it is expected to take of a ledger transaction. */
  gas: bigint;
  /** Gas that must be left when its turn comes there. */
  gas_reserve: bigint;
  /** Size of its calls as they stand in a ledger transaction. */
  bytes: Fixed<number>;
  /** Ledger time (Unix seconds) after which it can no longer be included. */
  valid_before: Fixed<bigint>;
  accepted_at: Fixed<bigint>;
  /** How many times a ledger transaction failed to include it. */
  refusals: number;
  /** Why the ledger refused it last; an object with `name`, `contract` and `args`. */
  reason: ColumnType<JsonObject | null, string | null, string | null>;
  /** When it is to be tried again. */
  retry_at: bigint | null;
  /** Most submissions that may share its next ledger transaction: set after one reverted as a whole. */
  batch_limit: number | null;
  /** The ledger transaction that carries it, and its place there. */
  sender: string | null;
  nonce: bigint | null;
  position: number | null;
  included_block: bigint | null;
}

/** A statement of a submission, with the call that carries it. */
export interface RelayStatementTable {
  submission: string;
  position: number;
  digest: string;
  kind: string;
  organisation: string;
  /** Decimal: a nonce has 256 bits. */
  statement_nonce: string;
  /** False once its submission has failed. At most one open statement has a digest, or an organisation's nonce. */
  open: boolean;
  module: string;
  gas_budget: number;
  /** Hexadecimal digits, after 0x. */
  data: string;
}

/** A key that pays for ledger transactions. Whoever raised `fence` last may send with it; everybody else has lost it. */
export interface RelaySenderTable {
  address: string;
  next_nonce: bigint;
  fence: bigint;
  /** Until when nobody else takes it over, in Unix milliseconds of the database's clock; 0 where nobody has it. */
  held_until: bigint;
}

/** A ledger transaction. Its nonce was allocated in the database transaction that assigned its submissions. */
export interface RelayTransactionTable {
  sender: string;
  nonce: bigint;
  /** sent: not seen in a block. mined: in `block_number`. lost: another transaction took its nonce. */
  state: "sent" | "mined" | "lost";
  created_at: bigint;
  block_number: bigint | null;
}

/** One signed form of a ledger transaction, stored before it was first broadcast; a replacement adds another. */
export interface RelayAttemptTable {
  hash: string;
  sender: string;
  nonce: bigint;
  attempt: number;
  /** Hexadecimal digits, after 0x. */
  raw: string;
  max_fee: bigint;
  max_priority_fee: bigint;
  created_at: bigint;
}

/** Tables of the relay. */
export interface RelayTables {
  relay_submission: RelaySubmissionTable;
  relay_statement: RelayStatementTable;
  relay_sender: RelaySenderTable;
  relay_transaction: RelayTransactionTable;
  relay_attempt: RelayAttemptTable;
}
