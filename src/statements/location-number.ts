import { z } from "zod";
import { gs1CheckDigit } from "../domain/gs1-check-digit.ts";
import { type Codec, optional, scalar } from "./codec.ts";
import { UnreadableText } from "./from-text.ts";

/** GS1 Global Location Number: 13 digits on the wire, a bigint when typed. */
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
  return { ...codec, fromText: requireCheckDigit };
}

/**
 * A number as a person writes it. Its check digit is looked at where it is typed, and not by the schema: what the ledger has must
 * be shown, whatever it is.
 */
function requireCheckDigit(text: string): string {
  if (!/^[0-9]{13}$/.test(text)) {
    throw new UnreadableText("expected the 13 digits of a Global Location Number", "须为 13 位全球位置码");
  }
  const expected = gs1CheckDigit(text.slice(0, -1));
  if (Number(text.at(-1)) === expected) return text;
  const first = text.slice(0, -1);
  throw new UnreadableText(
    `the check digit of this Global Location Number is wrong: ${first} is followed by ${expected}`,
    `该全球位置码的校验位有误：${first} 之后应为 ${expected}`,
  );
}

/** The 13 digits, or more, of a Global Location Number. */
export function locationNumberToWire(value: bigint): string {
  return value.toString().padStart(13, "0");
}

/** The same, or none. */
export const optionalLocationNumber = (description: string) =>
  optional(locationNumber(description), 0n, (raw) => BigInt(raw as bigint) === 0n);
