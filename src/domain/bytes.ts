import type { Hex } from "./hex.ts";

/** Plain byte arrays, for whatever runs in a browser too. Node's own `Buffer` is one of them. */

export { toHex } from "#digits";

const utf8 = new TextEncoder();

/** The value of each hexadecimal digit, by its character's code; -1 of everything else. */
const digitValues = Int8Array.from({ length: 128 }, (_, code) =>
  "0123456789abcdef".indexOf(String.fromCharCode(code).toLowerCase()),
);

/**
 * Writes the bytes of `0x` and hexadecimal digits; it stops at the first character that is no digit, and at the target's end.
 * @returns How many bytes it wrote.
 */
export function writeHex(hex: Hex, target: Uint8Array, position: number): number {
  const count = Math.min((hex.length - 2) >> 1, target.length - position);
  for (let index = 0; index < count; index++) {
    const high = digitValues[hex.charCodeAt(2 + 2 * index)] ?? -1;
    const low = digitValues[hex.charCodeAt(3 + 2 * index)] ?? -1;
    if (high < 0 || low < 0) return index;
    target[position + index] = (high << 4) | low;
  }
  return count;
}

/** The bytes of `0x` and hexadecimal digits, up to the first character that is no digit. */
export function bytesOf(hex: Hex): Uint8Array {
  const bytes = new Uint8Array((hex.length - 2) >> 1);
  const written = writeHex(hex, bytes, 0);
  return written === bytes.length ? bytes : bytes.subarray(0, written);
}

/** A text in UTF-8. */
export function bytesOfText(text: string): Uint8Array {
  return utf8.encode(text);
}

/** Writes an integer of at most 48 bits, big-endian, into the six bytes from a position on. */
export function writeInteger(value: number, target: Uint8Array, position: number): void {
  let rest = value;
  for (let index = position + 5; index >= position; index--) {
    target[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
}

/** Some byte arrays, one after the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) {
    bytes.set(part, position);
    position += part.length;
  }
  return bytes;
}
