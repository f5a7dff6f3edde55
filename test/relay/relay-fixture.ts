import { setTimeout as delay } from "node:timers/promises";
import { id } from "ethers";
import { pino } from "pino";
import type { Hex } from "../../src/domain/hex.ts";
import { createIndexer, type Indexer } from "../../src/indexer/indexer.ts";
import { createRelay, type Relay } from "../../src/relay/relay.ts";
import type { RelayOptions } from "../../src/relay/relay-options.ts";
import type { SubmissionStatus } from "../../src/relay/submission-status.ts";
import type { Rpc } from "../../src/rpc/rpc.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { startWorldNode } from "../fixtures/anvil-world.ts";
import type { World } from "../fixtures/world.ts";
import type { FreshStore } from "../store/engines.ts";
import type { Anvil } from "../support/anvil.ts";

/** Key that the tests' relay pays with. */
export const relayKey = id("relay");

/** A relay with everything it needs, on a node of its own. */
export interface RelayFixture {
  anvil: Anvil;
  rpc: Rpc;
  world: World;
  store: Store;
  indexer: Indexer;
  relay: Relay;
  /** A relay beside it, on the same store, index and ledger. */
  another(options?: Partial<RelayOptions>): Relay;
  /** Waits until a submission has reached a state, and tells its status. */
  reaches<S extends SubmissionStatus["state"]>(id: Hex, state: S): Promise<Extract<SubmissionStatus, { state: S }>>;
  close(): Promise<void>;
}

const FORK_DEPTH = 10;

const quick = { lookMs: 20, rebroadcastMs: 50, lostAfterMs: 100, retryMs: 20, retryMaxMs: 100, leaseMs: 900 };

/** Starts node, indexer and relay; the relay sends from the beginning. */
export async function startRelayFixture(fresh: FreshStore, options: Partial<RelayOptions> = {}): Promise<RelayFixture> {
  const { anvil, rpc, world } = await startWorldNode();
  const store = await openStore(await fresh());
  const { ledger } = world;
  const forkDepth = options.forkDepth ?? FORK_DEPTH;
  const indexer = createIndexer({ ledger, store, forkDepth, pollMs: 10 });
  await indexer.start();
  await indexer.catchUp();
  const another = (more: Partial<RelayOptions> = {}) =>
    createRelay({
      ledger,
      store,
      indexer,
      relayKey,
      batch: { windowMs: 5, maxStatements: 200, maxGas: 25_000_000 },
      confirmations: 0,
      forkDepth,
      logger: pino({ level: "silent" }),
      ...options,
      ...more,
      tuning: { ...quick, ...options.tuning, ...more.tuning },
    });
  const relay = another();
  await relay.start();
  return {
    anvil,
    rpc,
    world,
    store,
    indexer,
    relay,
    another,
    reaches: (id, state) => reaches(relay, id, state),
    async close() {
      await relay.stop();
      await indexer.stop();
      await store.close();
      rpc.close();
      await anvil.close();
    },
  };
}

const PATIENCE_MS = 45_000;

async function reaches<S extends SubmissionStatus["state"]>(
  relay: Relay,
  id: Hex,
  state: S,
): Promise<Extract<SubmissionStatus, { state: S }>> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const status = await relay.statusOf(id);
    if (status?.state === state) return status as Extract<SubmissionStatus, { state: S }>;
    if (Date.now() > deadline) throw new Error(`${id} is not ${state} but ${JSON.stringify(status)}`);
    await delay(5);
  }
}

/** Waits until a condition holds. */
export async function eventually(condition: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`never: ${what}`);
    await delay(5);
  }
}
