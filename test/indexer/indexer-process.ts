// A process that does nothing but index, and is killed in the midst:
//
//   indexer-process.ts <{ rpcUrl, manifest, store, killAt } as JSON>
import { createIndexer } from "../../src/indexer/indexer.ts";
import { connectLedger } from "../../src/ledger/ledger.ts";
import type { Manifest } from "../../src/ledger/manifest.ts";
import { Rpc } from "../../src/rpc/rpc.ts";
import { openStore, type StoreOptions } from "../../src/store/open-store.ts";

/** What the process works with. */
export interface IndexerProcessOptions {
  rpcUrl: string;
  manifest: Manifest;
  store: StoreOptions;
  /** It ends as by `kill -9` once the index has come to this block. */
  killAt: number;
}

const { rpcUrl, manifest, store: options, killAt } = JSON.parse(process.argv[2] ?? "") as IndexerProcessOptions;
const ledger = await connectLedger(new Rpc(rpcUrl), manifest);
const store = await openStore(options);
const indexer = createIndexer({ ledger, store, forkDepth: 5, pollMs: 10 });
indexer.onBlock(({ number }) => {
  if (number >= killAt) process.kill(process.pid, "SIGKILL");
});
await indexer.catchUp();
throw new Error(`the index never came to block ${killAt}`);
