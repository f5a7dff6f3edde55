import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIndexer, type Indexer } from "../indexer/indexer.ts";
import { connectLedger, type Ledger } from "../ledger/ledger.ts";
import { readManifest } from "../ledger/manifest.ts";
import { Rpc } from "../rpc/rpc.ts";
import { openStore, type Store } from "../store/open-store.ts";

/** A ledger as nodes tell it, with an index of its own that is thrown away afterwards. */
export interface NodeIndex {
  ledger: Ledger;
  store: Store;
  indexer: Indexer;
  close(): Promise<void>;
}

const FORK_DEPTH = 64;
const POLL_MS = 1_000;

/**
 * Reads a whole ledger from nodes that the reader names, up to their newest block.
 * @throws Error, one clear sentence, if there is no manifest, or chain, manifest and code do not fit.
 */
export async function readNodeIndex(rpcUrls: readonly string[], manifestPath: string): Promise<NodeIndex> {
  const manifest = await readManifest(manifestPath);
  if (manifest === undefined) throw new Error(`There is no deployment manifest at ${manifestPath}.`);
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
  };
  try {
    const rpc = new Rpc(rpcUrls, { genesisHash: manifest.genesisHash });
    closers.push(() => rpc.close());
    const ledger = await connectLedger(rpc, manifest);
    const folder = await mkdtemp(join(tmpdir(), "ytterby-node-index-"));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const store = await openStore({ folder });
    closers.push(() => store.close());
    const indexer = createIndexer({ ledger, store, forkDepth: FORK_DEPTH, pollMs: POLL_MS });
    await indexer.catchUp();
    return { ledger, store, indexer, close };
  } catch (error) {
    await close();
    throw error;
  }
}
