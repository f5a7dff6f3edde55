import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { unwritable } from "./statement-file.ts";

/**
 * Writes a file as its parts come. One that breaks off is removed: it would look whole.
 * @throws CliError if it cannot be written; whatever the parts throw.
 */
export async function writeParts(parts: AsyncIterable<Uint8Array>, path: string): Promise<void> {
  try {
    await pipeline(parts, createWriteStream(path));
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === "open") throw unwritable(path, code);
    await rm(path, { force: true });
    throw error;
  }
}
