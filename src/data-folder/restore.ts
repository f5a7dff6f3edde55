import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { copyFile } from "./inventory.ts";

/** Name of the file that says what a backup holds. */
export const inventoryName = "backup.json";

/** Within the folder, whatever is written. */
const path = z
  .string()
  .min(1)
  .refine((text) => !text.startsWith("/") && !text.split("/").includes(".."));

const schema = z.strictObject({
  format: z.literal(1),
  /** When it was made, ISO 8601. */
  at: z.string(),
  folders: z.array(path),
  files: z.array(
    z.strictObject({
      path,
      bytes: z.int().nonnegative(),
      sha256: z.hex().length(64),
    }),
  ),
});

/** What a backup holds. */
export type Inventory = z.output<typeof schema>;

/**
 * Puts a backup in the place of a data folder.
 * @param dataFolder A folder that does not exist, or is empty: what is there is never overwritten. It appears whole.
 * @throws Error, one clear sentence, if the backup is not whole, or there is data already.
 */
export async function restore(source: string, dataFolder: string): Promise<Inventory> {
  if (existsSync(dataFolder) && (await readdir(dataFolder)).length > 0) {
    throw new Error(`There is data in ${dataFolder} already. Move it away first.`);
  }
  const inventory = await readInventory(source);
  const draft = `${resolve(dataFolder)}.restoring`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  try {
    for (const folder of inventory.folders) await mkdir(join(draft, folder), { recursive: true, mode: 0o700 });
    for (const { path, bytes, sha256 } of inventory.files) {
      const copied = await copyFile(source, path, draft).catch((cause: unknown) => {
        throw new Error(`${path} of the backup cannot be read.`, { cause });
      });
      if (copied.bytes !== bytes || copied.sha256 !== sha256) {
        throw new Error(`${path} of the backup is not what was kept: it is damaged.`);
      }
    }
    await rm(dataFolder, { recursive: true, force: true });
    await rename(draft, dataFolder);
    return inventory;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function readInventory(source: string): Promise<Inventory> {
  const path = join(source, inventoryName);
  try {
    return schema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new Error(`${path} does not say what the backup holds: it is no backup, or was not finished.`, { cause });
  }
}
