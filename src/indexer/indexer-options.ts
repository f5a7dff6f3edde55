import type { Hex } from "../domain/hex.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Store } from "../store/open-store.ts";

/** Newest block of the index. */
export interface IndexedBlock {
  number: bigint;
  hash: Hex;
}

/**
 * Whether the index follows the ledger. `failing`: something is wrong that may pass, and is tried again. `halted`: a fork went
 * deeper than allowed; nothing is deleted, and nothing goes on unless the ledger comes back to what was indexed.
 */
export type IndexerState = { state: "following" } | { state: "failing" | "halted"; reason: string };

/** What an indexer works with. */
export interface IndexerOptions {
  ledger: Ledger;
  store: Store;
  /** How many of the newest blocks a fork may replace: those below are final, and a deeper fork halts the indexer. */
  forkDepth: number;
  /** Pause between two looks at the ledger. */
  pollMs: number;
  /** Told when the state changes, with the reason where it is not "following". */
  onState?: (state: IndexerState) => void;
}

/** How the index stands. */
export type IndexerStatus = IndexerState & {
  /** Newest block in the index; undefined before anything was read. */
  indexedBlock: bigint | undefined;
  /** Newest block of the ledger, as last seen. */
  tipBlock: bigint | undefined;
};
