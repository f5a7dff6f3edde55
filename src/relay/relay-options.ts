import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { Hex } from "../domain/hex.ts";
import type { Indexer } from "../indexer/indexer.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { maxBundleStatements } from "../statements/submission.ts";
import type { Store } from "../store/open-store.ts";
import type { RelayHooks } from "./steps.ts";

/** What one ledger transaction may hold, and how long it waits to be filled. */
export interface BatchLimits {
  /** How long a submission waits for others, in milliseconds. */
  windowMs: number;
  maxStatements: number;
  maxGas: number;
}

/** What a relay works with. */
export interface RelayOptions {
  ledger: Ledger;
  store: Store;
  indexer: Indexer;
  /** Private key of the account that pays for ledger transactions; it speaks for no organisation. */
  relayKey: Hex;
  batch: BatchLimits;
  /** How many blocks must lie on top before a failure is final. */
  confirmations: number;
  /** How many of the newest blocks a fork may replace; what lies deeper is forgotten, as the index answers for it. */
  forkDepth: number;
  logger: Logger;
  metrics?: Registry;
  hooks?: RelayHooks;
  /** Bounds and pauses that differ from the usual ones. */
  tuning?: Partial<RelayTuning>;
}

/** Bounds and pauses; all times in milliseconds. */
export interface RelayTuning {
  /** Submissions that may wait; beyond it new ones are turned away. */
  maxQueued: number;
  maxBundleStatements: number;
  /** Largest data of a ledger transaction: nodes refuse to pass on one that is larger than theirs (128 KiB usually). */
  maxBytes: number;
  /** Ledger transactions that may be under way at once. */
  maxInFlight: number;
  /** Longest pause between two looks at the ledger. */
  lookMs: number;
  /** How long a transaction may stay unseen before it is broadcast again. */
  rebroadcastMs: number;
  /** How long a transaction may stay unseen before its fee is raised, on a network with fees. */
  feeRaiseMs: number;
  /** How long no hash of a transaction whose nonce was used may be known before it counts as lost. */
  lostAfterMs: number;
  /** Pause before a refused submission is tried again; doubled with each refusal, up to `retryMaxMs`. */
  retryMs: number;
  retryMaxMs: number;
  /** How long after a relay's last sign of life another one may take its key over. */
  leaseMs: number;
}

/** What suits a service. */
export const usualTuning: RelayTuning = {
  maxQueued: 20_000,
  maxBundleStatements,
  maxBytes: 120_000,
  maxInFlight: 64,
  lookMs: 1_000,
  rebroadcastMs: 5_000,
  feeRaiseMs: 60_000,
  lostAfterMs: 30_000,
  retryMs: 1_000,
  retryMaxMs: 300_000,
  leaseMs: 5_000,
};
