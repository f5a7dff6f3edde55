import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { CliError } from "./cli-error.ts";

/**
 * Reads a file that is to be stored.
 * @throws CliError if it cannot be read.
 */
export async function readDocument(path: string): Promise<{ name: string; content: Uint8Array }> {
  try {
    return { name: basename(path), content: await readFile(path) };
  } catch {
    throw new CliError("usage", { en: `${path} cannot be read.`, zh: `无法读取 ${path}。` });
  }
}
