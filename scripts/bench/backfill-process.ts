// Indexes a whole embedded ledger into an empty store, and prints how many events a second it took in.
//
//   node scripts/bench/backfill-process.ts <folder of a service's data> [<empty database of a PostgreSQL>]
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../src/config/config.ts";
import { createIndexer } from "../../src/indexer/indexer.ts";
import { openLedger } from "../../src/service/open-ledger.ts";
import { openStore } from "../../src/store/open-store.ts";

const [dataFolder = "", databaseUrl] = process.argv.slice(2);
const config = readConfig({ YTTERBY_DATA: dataFolder });
const { ledger, close } = await openLedger({ ...config, metadataUri: "" });
const folder = await mkdtemp(join(tmpdir(), "ytterby-backfill-"));
const store = await openStore({ folder, ...(databaseUrl !== undefined && { databaseUrl }) });
try {
  const started = performance.now();
  await createIndexer({ ledger, store, forkDepth: config.forkDepth, pollMs: 1_000 }).catchUp();
  const seconds = (performance.now() - started) / 1000;
  let events = 0;
  for (const table of ["statement_included", "governance_act"] as const) {
    const { count } = await store.db
      .selectFrom(table)
      .select((select) => select.fn.countAll<bigint>().as("count"))
      .executeTakeFirstOrThrow();
    events += Number(count);
  }
  console.log(events / seconds);
} finally {
  await store.close();
  await close();
  await rm(folder, { recursive: true, force: true });
}
