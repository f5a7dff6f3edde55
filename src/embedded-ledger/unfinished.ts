import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const schema = z.strictObject({
  /** Number of the last block that is as it was. */
  good: z.int().nonnegative(),
  /** Name, in the ledger's folder, of the journal as it was. */
  kept: z.string(),
});

/** A way back of which the ledger has its part, and the store not yet. */
export type Unfinished = z.output<typeof schema>;

const pathIn = (folder: string) => join(folder, "going-back.json");

/** The way back that was begun in a ledger's folder and not finished. */
export function readUnfinished(folder: string): Unfinished | undefined {
  const path = pathIn(folder);
  return existsSync(path) ? schema.parse(JSON.parse(readFileSync(path, "utf8"))) : undefined;
}

export function writeUnfinished(folder: string, unfinished: Unfinished): void {
  const draft = `${pathIn(folder)}.new`;
  writeFileSync(draft, `${JSON.stringify(unfinished)}\n`, { mode: 0o600, flush: true });
  renameSync(draft, pathIn(folder));
}

/** The store has its part too. */
export function removeUnfinished(folder: string): void {
  rmSync(pathIn(folder), { force: true });
}
