import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A file of a backup. */
export interface KeptFile {
  /** From the folder on, with slashes. */
  path: string;
  bytes: number;
  /** SHA-256, hexadecimal. */
  sha256: string;
}

/**
 * What belongs to a process and not to the data: locks, process numbers, what an engine spills, where the service answers. Tiles are made anew
 * from the secrets of lots.
 */
const passing =
  /^(units\/[^/]*\/(tiles|[^/]*\.tmp)|service\.json|[^/]*\.lock|[^/]*\.tmp|ledger\/[^/]*\.(lock|pid|new|draft(-wal|-shm)?)|ledger\/engine(-b)?(\/.*)?)$/;

/** Files and folders of a data folder that are worth keeping, in order: a database misses its folders even where they are empty. */
export async function contentsOf(folder: string): Promise<{ files: string[]; folders: string[] }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const kept = entries
    .map((entry) => ({ entry, path: relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/") }))
    .filter(({ path }) => !passing.test(path));
  return {
    files: kept.flatMap(({ entry, path }) => (entry.isFile() ? [path] : [])).sort(),
    folders: kept.flatMap(({ entry, path }) => (entry.isDirectory() ? [path] : [])).sort(),
  };
}

/** Copies a file for its owner alone, or only reads it where there is no target. @returns what it holds. */
export async function copyFile(folder: string, path: string, target?: string): Promise<KeptFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  if (target === undefined) {
    measure.resume();
    await pipeline(createReadStream(join(folder, path)), measure);
  } else {
    const copy = join(target, path);
    await mkdir(dirname(copy), { recursive: true, mode: 0o700 });
    await pipeline(
      createReadStream(join(folder, path)),
      measure,
      createWriteStream(copy, { mode: 0o600, flags: "wx", flush: true }),
    );
  }
  return { path, bytes, sha256: hash.digest("hex") };
}
