import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/**
 * Indexes a whole embedded ledger into an empty store, in a process of its own, as a service does that is started on it anew.
 * @param folder Folder of a service's data, which no service uses now.
 * @param databaseUrl An empty database of a PostgreSQL; an embedded one is made if left out.
 * @returns Events a second, from the first block to the newest.
 */
export async function backfill(folder: string, databaseUrl?: string): Promise<number> {
  const script = join(import.meta.dirname, "backfill-process.ts");
  const parameters = databaseUrl === undefined ? [folder] : [folder, databaseUrl];
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...parameters]);
  return Number(stdout);
}
