import type { Verdict } from "../../src/domain/verdict.ts";
import { createIndexer, type Indexer } from "../../src/indexer/indexer.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { createVerifier } from "../../src/verify/verifier.ts";
import { startAnvilWorld } from "../fixtures/anvil-world.ts";
import type { World } from "../fixtures/world.ts";
import type { FreshStore } from "../store/engines.ts";
import { cleanup } from "../support/cleanup.ts";

/** A ledger, and an index and a verifier of it. */
export interface Judging {
  world: World;
  store: Store;
  indexer: Indexer;
  /** The verdict on a lot as the ledger stands. @throws if nobody has declared it. */
  verdictOn(lot: bigint): Promise<Verdict>;
}

/** Sets them up for the suite that calls this. @returns Gives them, once the suite runs. */
export function withVerifier(fresh: FreshStore): () => Judging {
  const onClose = cleanup();
  let judging: Judging;
  before(async function () {
    this.timeout(60_000);
    const world = await startAnvilWorld(onClose);
    const store = await openStore(await fresh());
    onClose(() => store.close());
    const { ledger } = world;
    const indexer = createIndexer({ ledger, store, forkDepth: 5, pollMs: 10 });
    const verifier = createVerifier({ ledger, store, indexer });
    const verdictOn = async (lot: bigint) => {
      const verdict = await verifier.verifyLot(lotIdToWire(lot), { fresh: true });
      if (verdict === undefined) throw new Error(`There is no verdict on ${lot}`);
      return verdict;
    };
    judging = { world, store, indexer, verdictOn };
  });
  return () => judging;
}
