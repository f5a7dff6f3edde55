/** What goods were found by at the border. The order is that of the contract's enumeration, where 0 means "none". */
export const referenceKinds = ["container", "bill-of-lading", "customs-declaration"] as const;
export type ReferenceKind = (typeof referenceKinds)[number];

/** Letters count 10 to 38, leaving out multiples of 11 (ISO 6346). */
const letterValues = new Map(
  [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((letter, index) => [letter, index + 10 + Math.floor((index + 9) / 10)]),
);

/**
 * Check digit of a container's number (ISO 6346).
 * @param number Its first ten characters: four letters, six digits.
 */
export function containerCheckDigit(number: string): number {
  const sum = [...number.slice(0, 10)].reduce(
    (total, character, place) => total + (letterValues.get(character) ?? Number(character)) * 2 ** place,
    0,
  );
  return (sum % 11) % 10;
}

/** What is wrong with the number of a container; undefined if nothing is. */
export function containerFault(number: string): { expected: number | null } | undefined {
  if (!/^[A-Z]{3}[UJZ][0-9]{7}$/.test(number)) return { expected: null };
  const expected = containerCheckDigit(number);
  return Number(number.at(-1)) === expected ? undefined : { expected };
}
