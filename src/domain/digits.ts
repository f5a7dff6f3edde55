import type { Hex } from "./hex.ts";

/**
 * Hexadecimal digits of some bytes, lower case, with `0x` before them. Node writes them at once: put together from pairs, a hash is a
 * chain of thirty small texts, which takes seven times the memory until somebody reads it.
 */
export function toHex(bytes: Uint8Array, start = 0, end = bytes.length): Hex {
  const view = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return `0x${view.toString("hex", start, end)}`;
}
