// Empties the index, so that the service reads it again from the ledger's first block when it is started next.
//
//   npm run rebuild
//
// What was submitted, what was announced, what was done about alerts and the evidence stay as they are. With a PostgreSQL a
// running service may go on: it begins to read again at once.
import { readConfig } from "../src/config/config.ts";
import { openStore } from "../src/store/open-store.ts";
import { resetIndex } from "../src/store/prepare-index.ts";

try {
  const { dataFolder, databaseUrl } = readConfig(process.env);
  const store = await openStore({ folder: dataFolder, ...(databaseUrl !== undefined && { databaseUrl }) });
  try {
    await resetIndex(store.db);
  } finally {
    await store.close();
  }
  console.log("The index is empty: the service reads it again from the ledger.");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
