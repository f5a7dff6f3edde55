import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Asks a service 500 times a second, whatever the answers take, as `steady-process.ts` says: in a process that holds nothing else. What this one
 * holds of the statements that it has signed is tidied up now and then, and whoever waits for that would count it as the service's time.
 * @returns Milliseconds from when each request was due until it was answered, so that waiting for a slow one counts.
 */
export async function steadily(url: string, paths: readonly string[]): Promise<number[]> {
  const asking = run(process.execPath, [join(import.meta.dirname, "steady-process.ts"), url]);
  asking.child.stdin?.end(JSON.stringify(paths));
  const { stdout } = await asking;
  return JSON.parse(stdout) as number[];
}
