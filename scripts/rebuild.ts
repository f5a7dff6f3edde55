// Empties the index, so that the service reads it again from the ledger's first block when it is started next.
//
//   npm run rebuild
//
// What was submitted, what was announced, what was done about alerts and the evidence stay as they are. With a PostgreSQL a
// running service may go on: it begins to read again at once.
import { readConfig } from "../src/config/config.ts";
import { resetIndex } from "../src/indexer/rebuild.ts";
import { openStore } from "../src/store/open-store.ts";
import { AlertRepository } from "../src/store/repositories/alert-repository.ts";

try {
  const { dataFolder, databaseUrl } = readConfig(process.env);
  const store = await openStore({ folder: dataFolder, ...(databaseUrl !== undefined && { databaseUrl }) });
  try {
    await resetIndex(store.db);
    await new AlertRepository(store.db).reset();
  } finally {
    await store.close();
  }
  console.log("The index is empty: the service reads it again from the ledger.");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
