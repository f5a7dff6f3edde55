/** A value as a contract's ABI takes it. */
export type Carried<T> = T extends readonly (infer Item)[]
  ? Carried<Item>[]
  : T extends object
    ? { [Name in keyof T]: Name extends "partsPerHundredMillion" ? [bigint, bigint] : Carried<T[Name]> }
    : T;

/**
 * What is signed as a contract's ABI takes it: a composition's seventeen shares are signed as a list and carried in two words,
 * 28 bits a share, nine in the first.
 */
export function carried<T>(value: T): Carried<T> {
  if (Array.isArray(value)) return value.map(carried) as Carried<T>;
  if (typeof value !== "object" || value === null) return value as Carried<T>;
  const entries = Object.entries(value).map(([name, field]) => [
    name,
    name === "partsPerHundredMillion" ? words(field) : carried(field),
  ]);
  return Object.fromEntries(entries) as Carried<T>;
}

function words(shares: readonly (bigint | number)[]): [bigint, bigint] {
  const word = (part: readonly (bigint | number)[]) =>
    part.reduceRight<bigint>((sum, share) => (sum << 28n) | BigInt(share), 0n);
  return [word(shares.slice(0, 9)), word(shares.slice(9))];
}
