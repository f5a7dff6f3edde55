import { z } from "zod";
import { gs1CheckDigit } from "../domain/gs1-check-digit.ts";
import type { LocalisedText } from "../domain/localised-text.ts";
import { type Codec, optional, scalar } from "./codec.ts";
import { UnreadableText } from "./from-text.ts";

/**
 * GS1 Global Location Number: 13 digits on the wire, a bigint when typed. Its check digit is looked at where it is typed or submitted,
 * and not by the schema: what the ledger has must be shown, whatever it is.
 */
export function locationNumber(description: string): Codec<bigint> {
  const schema = z
    .string()
    // The struct has room for more digits, and the contracts do not count them.
    .regex(/^[0-9]{13}$|^[1-9][0-9]{13,19}$/, "expected the 13 digits of a Global Location Number")
    .meta({ description: `${description} (GS1 Global Location Number, 13 digits)` })
    .transform(BigInt)
    .refine((value) => value > 0n && value < 1n << 64n, "expected a number above zero, of at most 64 bits");
  const codec = scalar(
    "uint64",
    schema,
    locationNumberToWire,
    (value) => value,
    (raw) => BigInt(raw as bigint),
    "6901234000009",
  );
  return {
    ...codec,
    checkDigitFault: (value) => checkDigitFault(locationNumberToWire(value)),
    fromText: (text) => {
      const fault = checkDigitFault(text);
      if (fault !== undefined) throw new UnreadableText(fault.en, fault.zh);
      return text;
    },
  };
}

/** What is wrong with a number as a person writes it, if something is. */
function checkDigitFault(text: string): LocalisedText | undefined {
  if (!/^[0-9]{13}$/.test(text)) {
    return { en: "expected the 13 digits of a Global Location Number", zh: "须为 13 位全球位置码" };
  }
  const first = text.slice(0, -1);
  const expected = gs1CheckDigit(first);
  if (Number(text.at(-1)) === expected) return undefined;
  return {
    en: `the check digit of this Global Location Number is wrong: ${first} is followed by ${expected}`,
    zh: `该全球位置码的校验位有误：${first} 之后应为 ${expected}`,
  };
}

/** The 13 digits, or more, of a Global Location Number. */
export function locationNumberToWire(value: bigint): string {
  return value.toString().padStart(13, "0");
}

/** The same, or none. */
export const optionalLocationNumber = (description: string) =>
  optional(locationNumber(description), 0n, (raw) => BigInt(raw as bigint) === 0n);
