import { gs1CheckDigit } from "../domain/gs1-check-digit.ts";
import { UnitsRefused } from "./refused.ts";

/** Keys of GS1 that end in a check digit, with their lengths. */
const lengths = { gtin: [8, 12, 13, 14], gln: [13], sscc: [18] } as const;

export type Gs1Key = keyof typeof lengths;

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
