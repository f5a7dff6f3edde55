import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { percentile } from "./percentile.ts";

const run = promisify(execFile);
const runs = 3;

/**
 * Indexes a whole embedded ledger into an empty store, in a process of its own, as a service does that is started on it anew.
 * @param folder Folder of a service's data, which no service uses now.
 * @param emptyDatabase Makes an empty database of a PostgreSQL; an embedded one is used if left out.
 * @returns Events a second, from the first block to the newest: the median of three runs.
 */
export async function backfill(folder: string, emptyDatabase?: () => Promise<string>): Promise<number> {
  const script = join(import.meta.dirname, "backfill-process.ts");
  const perSecond: number[] = [];
  while (perSecond.length < runs) {
    const parameters = emptyDatabase === undefined ? [folder] : [folder, await emptyDatabase()];
    // What others have written is still on its way to the disk, and would be in the way.
    await run("sync");
    const { stdout } = await run(process.execPath, [script, ...parameters]);
    perSecond.push(Number(stdout));
  }
  return percentile(perSecond, 50);
}
