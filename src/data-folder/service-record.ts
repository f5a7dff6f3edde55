import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { isRunning } from "./process-status.ts";

const schema = z.strictObject({
  pid: z.int().positive(),
  /** Where the service answers. */
  url: z.url(),
  /** Where the embedded ledger answers JSON-RPC; none on a network. */
  ledgerUrl: z.url().nullable(),
});

/** Where a running service is to be found by whoever works on its data folder. */
export type ServiceRecord = z.output<typeof schema>;

const pathIn = (dataFolder: string) => join(dataFolder, "service.json");

/** Leaves the record in the data folder, for the owner only. @returns What removes it again. */
export async function writeServiceRecord(dataFolder: string, record: ServiceRecord): Promise<() => Promise<void>> {
  const path = pathIn(dataFolder);
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  await rename(temporary, path);
  return () => rm(path, { force: true });
}

/** The service that runs on the data folder; undefined if none does, whatever one that was killed has left behind. */
export async function readServiceRecord(dataFolder: string): Promise<ServiceRecord | undefined> {
  try {
    const record = schema.parse(JSON.parse(await readFile(pathIn(dataFolder), "utf8")));
    return isRunning(record.pid) ? record : undefined;
  } catch {
    return undefined;
  }
}
