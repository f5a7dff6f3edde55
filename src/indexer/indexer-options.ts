import type { Ledger } from "../ledger/ledger.ts";
import type { IndexerState } from "../store/index-standing.ts";
import type { Store } from "../store/open-store.ts";

/** What an indexer works with. */
export interface IndexerOptions {
  ledger: Ledger;
  store: Store;
  /** How many of the newest blocks a fork may replace: those below are final, and a deeper fork halts the indexer. */
  forkDepth: number;
  /** Whether what the node calls `finalized` is final in place of that, as long as the node knows such a block; not if absent. */
  usesTag?: boolean;
  /** Pause between two looks at the ledger. */
  pollMs: number;
  /** Told when the state changes, with the reason where it is not "following". */
  onState?: (state: IndexerState) => void;
}
