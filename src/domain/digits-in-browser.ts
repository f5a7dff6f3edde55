import type { Hex } from "./hex.ts";

const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Hexadecimal digits of some bytes, lower case, with `0x` before them. */
export function toHex(bytes: Uint8Array, start = 0, end = bytes.length): Hex {
  const last = Math.min(end, bytes.length);
  let text = "0x";
  for (let index = start; index < last; index++) text += pairs[bytes[index] as number];
  return text;
}
