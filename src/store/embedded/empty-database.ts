import { cpSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { threadId } from "node:worker_threads";
import { z } from "zod";

/** Where the program keeps an empty database of the installed version, with what else it compiles. */
export async function keptDatabase(): Promise<string> {
  return fileURLToPath(new URL(`../../../cache/database-${await installedVersion()}`, import.meta.url));
}

/**
 * Puts an empty database into a folder that holds nothing: a copy of one that is made once. Making one takes seconds of computing, copying
 * it does not.
 * @param kept Where that one is; it is made if missing.
 * @param make Makes a database in a folder, and closes it.
 */
export async function provideDatabase(
  folder: string,
  kept: string,
  make: (folder: string) => Promise<void>,
): Promise<void> {
  if ((await entriesOf(folder)).length > 0) return;
  const [made, copied] = [`${kept}.${process.pid}-${threadId}`, `${folder}.copied`];
  try {
    if ((await entriesOf(kept)).length === 0) {
      await mkdir(dirname(kept), { recursive: true });
      await make(made);
      await rename(made, kept).catch(unlessThere);
    }
    await rm(copied, { recursive: true, force: true });
    // A thousand small files: one after the other takes a tenth of the time. Nothing else is to be done in this thread.
    cpSync(kept, copied, { recursive: true });
  } catch (error) {
    // Where the program may not keep anything, each database is made by itself.
    if (isForbidden(error)) return;
    throw error;
  } finally {
    await rm(made, { recursive: true, force: true });
  }
  // Whole or not at all: a folder with half a database would be taken for one.
  await rename(copied, folder);
}

async function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
}

async function installedVersion(): Promise<string> {
  const file = new URL("../package.json", import.meta.resolve("@electric-sql/pglite"));
  return z.object({ version: z.string() }).parse(JSON.parse(await readFile(file, "utf8"))).version;
}

/** Another process has kept one meanwhile, which is as good. */
function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
}

function isForbidden(error: unknown): boolean {
  return ["EACCES", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "");
}
