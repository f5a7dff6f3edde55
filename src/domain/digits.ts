import type { Hex } from "./hex.ts";

/**
 * Hexadecimal digits of some bytes, lower case, with `0x` before them. Node writes them as one text. What is put together from pairs stays
 * a chain of small texts until somebody reads it, and takes several times the memory.
 */
export function toHex(bytes: Uint8Array, start = 0, end = bytes.length): Hex {
  const view = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return `0x${view.toString("hex", start, end)}`;
}
