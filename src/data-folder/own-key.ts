import { randomBytes, randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { hexlify } from "ethers";
import type { Hex } from "../domain/hex.ts";

/**
 * A private key kept in a file that only its owner may read; made at first.
 * @throws Error if the file holds no key; what it holds is not told.
 */
export async function ownKey(path: string): Promise<Hex> {
  const existing = await readKey(path);
  if (existing !== undefined) return existing;
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  await writeFile(temporary, `${hexlify(randomBytes(32))}\n`, { mode: 0o600, flush: true });
  try {
    // A link appears with its content, and never takes the place of a key that another process has made meanwhile.
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  return ownKey(path);
}

async function readKey(path: string): Promise<Hex | undefined> {
  let text: string;
  try {
    text = (await readFile(path, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return text;
  throw new Error(`${path} holds no private key (0x and 64 hexadecimal digits). Put it back from a backup.`);
}
