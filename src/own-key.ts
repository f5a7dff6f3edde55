import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { hexlify } from "ethers";
import type { Hex } from "./domain/hex.ts";

/** A private key kept in a file that only its owner may read; made at first. */
export async function ownKey(path: string): Promise<Hex> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const key = hexlify(randomBytes(32));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${key}\n`, { mode: 0o600, flag: "wx", flush: true });
  return key;
}
