import { WORD } from "./words.ts";

/** Bytes of a share. */
const SIZE = 3;

/** Where each of the seventeen shares stands: in the first word the first at the end, the ninth farthest from it; in the second the rest. */
const places = Array.from({ length: 17 }, (_, element) =>
  element < 9 ? WORD - SIZE * (element + 1) : 2 * WORD - SIZE * (element - 8),
);

/**
 * How contracts carry and log the seventeen shares of a composition, which are signed as a list of numbers: in two words, nine
 * shares in the first, eight in the second, 24 bits each, the first in the lowest.
 */
export const carriedShares = {
  /** Whether a parameter of a contract, or a field of its struct, is such shares. */
  is: ({ name, type }: { name: string; type: string }): boolean => name === "partsPerMillion" && type === "uint256[2]",

  /** Bytes of both words. */
  size: 2 * WORD,

  /** Writes into zeros. @throws RangeError where a share takes more than 24 bits. */
  write: (shares: readonly bigint[], target: Buffer, position: number): void => {
    shares.forEach((share, element) => {
      target.writeUIntBE(Number(share), position + (places[element] ?? 0), SIZE);
    });
  },

  /** @throws RangeError where the words end beyond the source. */
  read: (source: Buffer, position: number): bigint[] =>
    places.map((place) => BigInt(source.readUIntBE(position + place, SIZE))),

  /** The two words as numbers. @throws RangeError where a share takes more than 24 bits. */
  pack: (shares: readonly bigint[]): [bigint, bigint] => {
    const words = Buffer.alloc(2 * WORD);
    carriedShares.write(shares, words, 0);
    const [first, second] = [words.toString("hex", 0, WORD), words.toString("hex", WORD)];
    return [BigInt(`0x${first}`), BigInt(`0x${second}`)];
  },

  /** The inverse of `pack`. */
  unpack: (words: readonly [bigint, bigint]): bigint[] =>
    carriedShares.read(Buffer.from(words.map((word) => word.toString(16).padStart(2 * WORD, "0")).join(""), "hex"), 0),
};
