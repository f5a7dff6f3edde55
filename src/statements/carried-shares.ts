import { bytesOf, toHex, writeHex } from "../domain/bytes.ts";
import { WORD } from "./words.ts";

/** Hexadecimal digits of a share: 28 bits. */
const DIGITS = 7;
const WORD_DIGITS = 2 * WORD;
const LIMIT = 16n ** BigInt(DIGITS);

/** Where each of the seventeen shares ends, in digits: in the first word the first at the end, the ninth farthest from it; in the second the rest. */
const ends = Array.from({ length: 17 }, (_, element) =>
  element < 9 ? WORD_DIGITS - DIGITS * element : 2 * WORD_DIGITS - DIGITS * (element - 9),
);

/**
 * How contracts carry and log the seventeen shares of a composition, which are signed as a list of numbers: in two words, nine
 * shares in the first, eight in the second, 28 bits each, the first in the lowest.
 */
export const carriedShares = {
  /** Whether a parameter of a contract, or a field of its struct, is such shares. */
  is: ({ name, type }: { name: string; type: string }): boolean =>
    name === "partsPerHundredMillion" && type === "uint256[2]",

  /** Bytes of both words. */
  size: 2 * WORD,

  /** Writes into zeros. @throws RangeError where a share takes more than 28 bits. */
  write: (shares: readonly bigint[], target: Uint8Array, position: number): void => {
    writeHex(`0x${digitsOf(shares.slice(0, 9))}${digitsOf(shares.slice(9))}`, target, position);
  },

  /** @throws RangeError where the words end beyond the source. */
  read: (source: Uint8Array, position: number): bigint[] => {
    if (position + 2 * WORD > source.length) throw new RangeError("The words end beyond the source");
    const digits = toHex(source, position, position + 2 * WORD).slice(2);
    return ends.map((end) => BigInt(Number.parseInt(digits.slice(end - DIGITS, end), 16)));
  },

  /** The two words as numbers. @throws RangeError where a share takes more than 28 bits. */
  pack: (shares: readonly bigint[]): [bigint, bigint] => {
    const words = new Uint8Array(2 * WORD);
    carriedShares.write(shares, words, 0);
    return [BigInt(toHex(words, 0, WORD)), BigInt(toHex(words, WORD))];
  },

  /** The inverse of `pack`. */
  unpack: (words: readonly [bigint, bigint]): bigint[] =>
    carriedShares.read(bytesOf(`0x${words.map((word) => word.toString(16).padStart(2 * WORD, "0")).join("")}`), 0),
};

/** A word's digits: its shares from the last one on, with zeros before them. */
function digitsOf(shares: readonly bigint[]): string {
  const digits = shares.map((share) => {
    if (share < 0n || share >= LIMIT) throw new RangeError(`A share of ${share} does not fit in 28 bits`);
    return share.toString(16).padStart(DIGITS, "0");
  });
  return digits.reverse().join("").padStart(WORD_DIGITS, "0");
}
