import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIndexer } from "../../src/indexer/indexer.ts";
import type { Ledger } from "../../src/ledger/ledger.ts";
import { openStore } from "../../src/store/open-store.ts";

/**
 * Indexes a whole ledger into an empty store, as a new service or a rebuild does.
 * @param databaseUrl An empty database of a PostgreSQL; an embedded one is made if left out.
 * @returns Events a second, from the first block to the newest.
 */
export async function backfill(ledger: Ledger, databaseUrl?: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "ytterby-backfill-"));
  try {
    const store = await openStore({ folder, ...(databaseUrl !== undefined && { databaseUrl }) });
    try {
      const started = performance.now();
      await createIndexer({ ledger, store, forkDepth: 64, pollMs: 1_000 }).catchUp();
      const seconds = (performance.now() - started) / 1000;
      const tables = ["statement_included", "governance_act"] as const;
      let events = 0;
      for (const table of tables) {
        const { count } = await store.db
          .selectFrom(table)
          .select((select) => select.fn.countAll<bigint>().as("count"))
          .executeTakeFirstOrThrow();
        events += Number(count);
      }
      return events / seconds;
    } finally {
      await store.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
