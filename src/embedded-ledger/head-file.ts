import { closeSync, constants, openSync, readSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import type { Hex } from "../domain/hex.ts";

export interface Head {
  readonly number: number;
  readonly hash: Hex;
}

const length = 128;

/**
 * Which block was made last. It decides nothing, and is not synced; but the last block's hash is written nowhere else, and
 * a journal that ends before the block that is named here has lost one that could be seen.
 */
export class HeadFile {
  readonly #file: number;

  constructor(path: string) {
    // Neither emptied where it is, nor missing where it is not; "a+" would write at its end only.
    this.#file = openSync(path, constants.O_RDWR | constants.O_CREAT);
  }

  /** @returns undefined if there is no whole entry. */
  read(): Head | undefined {
    const buffer = Buffer.alloc(length);
    const read = readSync(this.#file, buffer, 0, length, 0);
    const [checksum, number, hash] = buffer.toString("utf8", 0, read).trimEnd().split(" ");
    if (number === undefined || hash === undefined || checksum !== String(crc32(`${number} ${hash}`))) return undefined;
    return { number: Number(number), hash };
  }

  write({ number, hash }: Head): void {
    const entry = `${number} ${hash}`;
    writeSync(this.#file, `${crc32(entry)} ${entry}`.padEnd(length - 1).concat("\n"), 0);
  }

  close(): void {
    closeSync(this.#file);
  }
}
