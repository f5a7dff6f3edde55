import { z } from "zod";
import { type Codec, optional, scalar } from "./codec.ts";

/** GS1 Global Location Number: 13 digits on the wire, a bigint when typed. */
export function locationNumber(description: string): Codec<bigint> {
  const schema = z
    .string()
    // The struct has room for more digits, and the contracts do not count them.
    .regex(/^[0-9]{13}$|^[1-9][0-9]{13,19}$/, "expected the 13 digits of a Global Location Number")
    .meta({ description: `${description} (GS1 Global Location Number, 13 digits)` })
    .transform(BigInt)
    .refine((value) => value > 0n && value < 1n << 64n, "expected a number above zero, of at most 64 bits");
  return scalar(
    "uint64",
    schema,
    locationNumberToWire,
    (value) => value,
    (raw) => BigInt(raw as bigint),
    "6901234000009",
  );
}

/** The 13 digits, or more, of a Global Location Number. */
export function locationNumberToWire(value: bigint): string {
  return value.toString().padStart(13, "0");
}

/** The same, or none. */
export const optionalLocationNumber = (description: string) =>
  optional(locationNumber(description), 0n, (raw) => BigInt(raw as bigint) === 0n);
