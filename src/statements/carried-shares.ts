/**
 * How contracts carry and log the seventeen shares of a composition, which are signed as a list of numbers: in two words, nine
 * shares in the first, eight in the second, 24 bits each, the first in the lowest.
 */
export const carriedShares = {
  /** Whether a parameter of a contract, or a field of its struct, is such shares. */
  is: ({ name, type }: { name: string; type: string }): boolean => name === "partsPerMillion" && type === "uint256[2]",

  /** @param shares Seventeen, each below 2^24. */
  pack: (shares: readonly bigint[]): [bigint, bigint] => [word(shares.slice(0, FIRST)), word(shares.slice(FIRST))],

  /** The inverse of `pack`. */
  unpack: ([first, second]: readonly [bigint, bigint]): bigint[] => [
    ...shares(first, FIRST),
    ...shares(second, ELEMENTS - FIRST),
  ],
};

const ELEMENTS = 17;
const FIRST = 9;
const BITS = 24n;
const MASK = (1n << BITS) - 1n;

function word(part: readonly bigint[]): bigint {
  return part.reduceRight((sum, share) => (sum << BITS) | share, 0n);
}

function shares(packed: bigint, count: number): bigint[] {
  return Array.from({ length: count }, (_, index) => (packed >> (BITS * BigInt(index))) & MASK);
}
