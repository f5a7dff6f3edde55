import type { IndexedBlock, IndexerStatus } from "../store/index-standing.ts";
import { Follower } from "./follower.ts";
import type { IndexerOptions } from "./indexer-options.ts";

/** Follows the ledger into the store's tables. */
export interface Indexer {
  /** Begins to follow. @throws Error if the store holds the index of another ledger. */
  start(): Promise<void>;
  /** Ends after the transaction that is under way. */
  stop(): Promise<void>;
  /** Indexes everything up to the ledger's newest block of now. @throws Error if that fails, or the indexer is halted. */
  catchUp(): Promise<void>;
  status(): IndexerStatus;
  /** Calls back after every change of the index, with its newest block. @returns what ends it. */
  onBlock(listener: (block: IndexedBlock) => void): () => void;
}

/** Makes an indexer; it does nothing until it is started or told to catch up. */
export function createIndexer(options: IndexerOptions): Indexer {
  const follower = new Follower(options);
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let stopped = false;
  let wake: (() => void) | undefined;

  // Passes run one at a time, and all who ask during one share the next: only that one is sure to see what they wait for.
  const pass = (): Promise<void> => {
    if (running === undefined) {
      running = follower.pass().finally(() => {
        running = undefined;
      });
      return running;
    }
    next ??= running
      .catch(() => {})
      .then(() => {
        next = undefined;
        return pass();
      });
    return next;
  };

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, options.pollMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  let loop: Promise<void> | undefined;
  const follow = async (): Promise<void> => {
    while (!stopped) {
      // What goes wrong is in the status, and told by `onState`; the next look may find it mended.
      await pass().catch(() => {});
      if (!stopped) await pause();
    }
  };

  return {
    async start() {
      await follower.open();
      stopped = false;
      loop ??= follow();
    },
    async stop() {
      stopped = true;
      follower.stop();
      wake?.();
      await loop;
      await running?.catch(() => {});
      loop = undefined;
    },
    catchUp: pass,
    status: () => follower.status(),
    onBlock: (listener) => follower.onBlock(listener),
  };
}
