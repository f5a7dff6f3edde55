import { UnitsRefused } from "./refused.ts";

/** Keys of GS1 that end in a check digit, with their lengths. */
const lengths = { gtin: [8, 12, 13, 14], gln: [13], sscc: [18] } as const;

export type Gs1Key = keyof typeof lengths;

/**
 * The check digit of the GS1 General Specifications, section 7.9: from the right, digits weigh 3 and 1 in turn, and the
 * check digit completes the sum to a multiple of ten.
 * @param digits The key without its check digit.
 */
export function gs1CheckDigit(digits: string): number {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits.charAt(digits.length - 1 - place));
    sum += place % 2 === 0 ? 3 * digit : digit;
  }
  return (10 - (sum % 10)) % 10;
}

/**
 * The key as given, if its length and check digit are right.
 * @throws UnitsRefused `digits`, `length` or `check-digit`.
 */
export function gs1Key(kind: Gs1Key, text: string): string {
  const name = kind.toUpperCase();
  if (!/^[0-9]+$/.test(text)) throw new UnitsRefused("digits", `A ${name} consists of digits: ${JSON.stringify(text)}`);
  const allowed: readonly number[] = lengths[kind];
  if (!allowed.includes(text.length)) {
    throw new UnitsRefused("length", `A ${name} has ${allowed.join(", ")} digits, not ${text.length}`);
  }
  const expected = gs1CheckDigit(text.slice(0, -1));
  if (Number(text.at(-1)) !== expected) {
    throw new UnitsRefused("check-digit", `The ${name} ${text} should end in ${expected}`);
  }
  return text;
}
