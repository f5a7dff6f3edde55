import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { contentsOf, copyFile } from "./inventory.ts";
import { acquirePidLock } from "./pid-lock.ts";
import { type Inventory, inventoryName } from "./restore.ts";

/** Whoever runs on a data folder holds these. */
const locks = [
  ["ledger/ledger.lock", "The ledger"],
  ["database.lock", "The database"],
] as const;

/**
 * Copies a data folder, with the hash of every file; the service must not run on it.
 * @param target A folder that does not exist, or is empty. It is whole once its inventory is there.
 * @throws Error, one clear sentence, if the service runs, there is nothing to keep, or the target is not empty.
 */
export async function backup(dataFolder: string, target: string): Promise<Inventory> {
  if (!existsSync(dataFolder)) throw new Error(`There is no data folder ${dataFolder}.`);
  if (`${resolve(target)}${sep}`.startsWith(`${resolve(dataFolder)}${sep}`)) {
    throw new Error(`${target} is in the data folder itself: choose one outside.`);
  }
  if (existsSync(target) && (await readdir(target)).length > 0) throw new Error(`${target} is not empty.`);
  const held: { release(): void }[] = [];
  try {
    for (const [path, subject] of locks) {
      const lock = join(dataFolder, path);
      // A network has its ledger elsewhere.
      if (existsSync(dirname(lock))) held.push(acquirePidLock(lock, `${subject} in ${dataFolder}`));
    }
    const { files, folders } = await contentsOf(dataFolder);
    if (files.length === 0) throw new Error(`There is nothing to keep in ${dataFolder}.`);
    await mkdir(target, { recursive: true, mode: 0o700 });
    const inventory: Inventory = { format: 1, at: new Date().toISOString(), folders, files: [] };
    for (const path of files) inventory.files.push(await copyFile(dataFolder, path, target));
    const draft = join(target, `${inventoryName}.tmp`);
    await writeFile(draft, `${JSON.stringify(inventory, null, 1)}\n`, { mode: 0o600, flush: true });
    await rename(draft, join(target, inventoryName));
    return inventory;
  } finally {
    for (const lock of held) lock.release();
    await rm(join(target, `${inventoryName}.tmp`), { force: true });
  }
}
