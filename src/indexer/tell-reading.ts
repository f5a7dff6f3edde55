import type { Indexer } from "./indexer.ts";

/** Tells at every tenth part how far the index has come, while it is read again. @returns what ends it. */
export function tellReading(indexer: Indexer, tell: (line: string) => void): () => void {
  let told = -1;
  return indexer.onBlock(({ number }) => {
    const { state, tipBlock } = indexer.status();
    if (state !== "rereading" || tipBlock === undefined || tipBlock <= 0n) return;
    const tenths = Number((number * 10n) / tipBlock);
    if (tenths === told) return;
    told = tenths;
    tell(`reading the ledger again: block ${number} of ${tipBlock}`);
  });
}
