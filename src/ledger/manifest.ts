import { readFile, rename, writeFile } from "node:fs/promises";
import type { z } from "zod";
import { type Manifest, manifestSchema, type PartialManifest, partialManifestSchema } from "./manifest-schema.ts";

export type { Manifest, PartialManifest } from "./manifest-schema.ts";

/**
 * Reads a manifest.
 * @returns undefined if there is no such file.
 * @throws Error if the file is no manifest.
 */
export function readManifest(path: string): Promise<Manifest | undefined> {
  return read(path, manifestSchema);
}

/** Where a deployment under way keeps what it has done. */
export function partialManifestPath(path: string): string {
  return `${path}.partial`;
}

/** The same for a deployment under way. */
export function readPartialManifest(path: string): Promise<PartialManifest | undefined> {
  return read(path, partialManifestSchema);
}

async function read<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${path} is no deployment manifest.`, { cause });
  }
}

/** Writes a manifest so that a reader finds the old one or the new one, never a part. */
export async function writeManifest(path: string, manifest: Manifest | PartialManifest): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
  await rename(temporary, path);
}
