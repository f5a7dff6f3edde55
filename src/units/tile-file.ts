import { constants, readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tileBytes } from "./tile-layout.ts";

/** Bytes of a tile's checksum, which stands before its nodes. */
export const checksumBytes = 32;

const slotBytes = checksumBytes + tileBytes;

/** A checksum and the nodes that it is of. */
export interface StoredTile {
  checksum: Uint8Array;
  nodes: Uint8Array;
}

/** The tiles of one lot in a flat file: slots of 8,224 bytes, and nothing else. */
export class TileFile {
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Opens the file, or begins an empty one that nobody else can read. */
  static async open(path: string): Promise<TileFile> {
    return new TileFile(await open(path, constants.O_RDWR | constants.O_CREAT, 0o600));
  }

  /**
   * Reads at once: to hand eight kilobytes to another thread and back takes longer than to read them.
   * @returns Null where the file ends before, or where nothing was written.
   */
  read(slot: number): StoredTile | null {
    const bytes = new Uint8Array(slotBytes);
    for (let filled = 0; filled < slotBytes; ) {
      const bytesRead = readSync(this.#handle.fd, bytes, filled, slotBytes - filled, slot * slotBytes + filled);
      if (bytesRead === 0) return null;
      filled += bytesRead;
    }
    const checksum = bytes.subarray(0, checksumBytes);
    if (checksum.every((byte) => byte === 0)) return null;
    return { checksum, nodes: bytes.subarray(checksumBytes) };
  }

  async write(slot: number, { checksum, nodes }: StoredTile): Promise<void> {
    const bytes = new Uint8Array(slotBytes);
    bytes.set(checksum);
    bytes.set(nodes, checksumBytes);
    for (let done = 0; done < slotBytes; ) {
      done += (await this.#handle.write(bytes, done, slotBytes - done, slot * slotBytes + done)).bytesWritten;
    }
  }

  /** Returns when the disk has what was written. */
  async flush(): Promise<void> {
    await this.#handle.datasync();
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
