import type { Generated } from "kysely";

/** Somebody who is called for every final statement, or for alerts. Times are Unix milliseconds. */
export interface WebhookTable {
  id: string;
  organisation: string;
  /** Key that was signed in with, and the machine's token if it was one: the calls end with them. */
  key: string;
  token: string | null;
  url: string;
  /** own: what concerns the organisation. all: everything, what does not concern it as everybody sees it. alerts: alerts that are open to it. */
  about: "own" | "all" | "alerts";
  /** dead: it has failed for too long, or its reader has lost access; nothing is sent until it is resumed. */
  state: Generated<"active" | "dead">;
  /** Newest event of the outbox, or news of alerts, that it has been told, or that was none of its business. */
  cursor: bigint;
  created_at: bigint;
  /** Failures in a row. */
  failures: Generated<number>;
  failing_since: bigint | null;
  /** Not before then. */
  next_at: Generated<bigint>;
  /** Whoever calls it has until then: several services share a database. */
  lease_until: Generated<bigint>;
  last_error: string | null;
}

/** What happened, in the order readers are told. Never unwound, never rebuilt. */
export interface OutboxTable {
  sequence: Generated<bigint>;
  /** final: no fork can take it back any more. */
  type: "included" | "unwound" | "final";
  digest: string;
  kind: string;
  block_number: bigint;
  block_hash: string;
}

/** Tables of the feed. They stand beside the ledger: they survive a rebuild of the index. */
export interface FeedTables {
  webhook: WebhookTable;
  outbox: OutboxTable;
}
