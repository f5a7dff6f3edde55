import { z } from "zod";
import { checksumAddress } from "../domain/checksum-address.ts";
import type { Address, Hex } from "../domain/hex.ts";
import { momentOf } from "../domain/moment.ts";
import { type Codec, optional, scalar } from "./codec.ts";
import {
  amountFromText,
  basisPointUnits,
  footprintUnits,
  integerFromText,
  massFromText,
  massUnits,
  relativeMoment,
  smallAmountFromText,
  UnreadableText,
} from "./from-text.ts";

const maximum = (bits: number) => (1n << BigInt(bits)) - 1n;
const same = <T>(value: T) => value;
const zeroHash = `0x${"0".repeat(64)}`;
const zeroAddress = `0x${"0".repeat(40)}`;

/** An unsigned integer of at most 48 bits: a JSON integer on the wire, a number when typed. */
export function integer(bits: 16 | 24 | 32 | 48, description: string, minimum = 0, example = 1): Codec<number> {
  const schema = z
    .int()
    .min(minimum)
    .max(Number(maximum(bits)))
    .meta({ description });
  return { ...scalar(`uint${bits}`, schema, same, BigInt, Number, example), fromText: integerFromText };
}

/** Carbon per mass, in g CO2e per kg; a person may write another unit: `17.6 kg/kg`. */
export function carbonPerMass(description: string, example = 17_600): Codec<number> {
  const codec = integer(24, `${description}, in g CO2e per kg`, 0, example);
  return {
    ...codec,
    written: "17.6 kg/kg",
    fromText: (text) => smallAmountFromText(text, footprintUnits, "g CO2e per kg"),
  };
}

/** A share in basis points; a person may write percent. */
export function basisPoints(description: string, example: number): Codec<number> {
  const codec = integer(16, `${description}, in basis points`, 0, example);
  return {
    ...codec,
    written: "65 %",
    fromText: (text) => smallAmountFromText(text, basisPointUnits, "basis points"),
  };
}

/** A point in time: Unix seconds. A person may write a moment, or a day, of which its first second is meant. */
export const time = (description: string) => moment(description, "start", 1_790_000_000);

/** A point in time at which something ends, inclusive: of a day, its last second. */
export const endTime = (description: string) => moment(description, "end", 1_790_086_399);

function moment(description: string, edge: "start" | "end", example: number): Codec<number> {
  return {
    ...integer(48, `${description} (Unix time in seconds)`, 0, example),
    written: edge === "start" ? "2026-03-01T14:30+08:00" : "2026-03-01",
    fromText: (text) => {
      if (/^[0-9]+$/.test(text)) return Number(text);
      const found = relativeMoment(text) ?? momentOf(text, edge);
      if (typeof found === "number") return found;
      throw new UnreadableText(found.fault.en, found.fault.zh);
    },
  };
}

/** A mass in grams, below 2^48: a JSON integer on the wire, a bigint when typed. A person may write it wet, with its moisture. */
export function grams(description: string, minimum: 0 | 1 = 0): Codec<bigint> {
  const schema = z
    .int()
    .min(minimum)
    .max(Number(maximum(48)))
    .meta({ description: `${description} (grams)` })
    .transform(BigInt);
  return {
    ...scalar("uint48", schema, Number, same, (raw) => BigInt(raw as bigint), 2_500_000),
    written: "2.5 t",
    fromText: massFromText,
  };
}

/** Carbon in g CO2e, below 2^64: a decimal string on the wire; a person may write kg or t. */
export function carbonGrams(description: string): Codec<bigint> {
  const codec = bigInteger(64, `${description}, in g CO2e`);
  return { ...codec, written: "12 t", fromText: (text) => amountFromText(text, massUnits, "g CO2e").toString() };
}

/** An unsigned integer that may exceed 2^53: a decimal string on the wire, a bigint when typed. */
export function bigInteger(bits: 64 | 128 | 256, description: string, example = "1250000"): Codec<bigint> {
  const schema = z
    .string()
    .max(78)
    .regex(/^(0|[1-9][0-9]*)$/, "expected a decimal integer as a string")
    .meta({ description })
    .transform(BigInt)
    .refine((value) => value <= maximum(bits), `expected an integer of at most ${bits} bits`);
  return scalar(`uint${bits}`, schema, String, same, (raw) => BigInt(raw as bigint), example);
}

const hashSchema = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, "expected 0x and 64 hexadecimal digits")
  .toLowerCase();

/** 32 bytes that are a hash, a digest or an id. */
export function hash(description: string): Codec<Hex> {
  return scalar("bytes32", hashSchema.meta({ description }), same, same, (raw) => raw as Hex, `0x${"51".repeat(32)}`);
}

/** A hash, or none. */
export const optionalHash = (description: string) => optional(hash(description), zeroHash, (raw) => raw === zeroHash);

/** The salted hash of a document. */
export const document = (description: string): Codec<Hex> => ({ ...hash(description), refersTo: "document" });

/** The same, or none. */
export const optionalDocument = (description: string): Codec<Hex | null> => ({
  ...optionalHash(description),
  refersTo: "document",
});

/** The salted hash of a list of documents, or none. */
export const optionalDocuments = (description: string): Codec<Hex | null> => ({
  ...optionalHash(description),
  refersTo: "documents",
});

/** The salted hash of the list of grams that goods consist of, or none. */
export const optionalGramsList = (description: string): Codec<Hex | null> => ({
  ...optionalHash(description),
  refersTo: "grams",
});

/** The id of a lot: a hash on the wire, a bigint when typed. */
export function lot(description: string): Codec<bigint> {
  const schema = hashSchema.meta({ description }).transform(BigInt);
  const example = `0x${"a7".repeat(32)}`;
  return {
    ...scalar("uint256", schema, lotIdToWire, same, (raw) => BigInt(raw as bigint), example),
    refersTo: "lot",
  };
}

/** The id of a lot, or none. */
export const optionalLot = (description: string) =>
  optional(lot(description), 0n, (raw) => BigInt(raw as bigint) === 0n);

/** The wire shape of a lot's id: `0x` and 64 digits. */
export function lotIdToWire(id: bigint): Hex {
  return `0x${id.toString(16).padStart(64, "0")}`;
}

/** An organisation, a key, any account: EIP-55 or lower case in, EIP-55 out. */
export function address(description: string): Codec<Address> {
  const schema = z
    .string()
    .regex(/^0x[0-9a-fA-F]{40}$/, "expected 0x and 40 hexadecimal digits")
    .meta({ description })
    .transform((text, context) => {
      const checked = checksumAddress(text);
      if (text === checked || text === text.toLowerCase()) return checked;
      context.addIssue("the checksum (EIP-55) of this address is wrong");
      return z.NEVER;
    });
  const example = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
  return scalar("address", schema, same, same, (raw) => checksumAddress(raw as string), example);
}

/** An account, or none. */
export const optionalAddress = (description: string) =>
  optional(address(description), zeroAddress, (raw) => raw === zeroAddress);

/** One entry of a list; the contracts' enumeration is in the same order, after "none". */
export function oneOf<const T extends string>(entries: readonly T[], description: string): Codec<T> {
  const codec = scalar<T>(
    "uint8",
    z.enum(entries).meta({ description }) as unknown as z.ZodType<T>,
    same,
    (value) => BigInt(entries.indexOf(value) + 1),
    (raw) => {
      const entry = entries[Number(raw) - 1];
      if (entry === undefined) throw new RangeError(`${raw} is none of ${entries.join(", ")}`);
      return entry;
    },
    entries[0] as string,
  );
  return {
    ...codec,
    numbers: { as: "number", of: Object.fromEntries(entries.map((entry, index) => [entry, index + 1])) },
  };
}

/** True or false. */
export function flag(description: string): Codec<boolean> {
  return {
    ...scalar("bool", z.boolean().meta({ description }), same, same, (raw) => raw as boolean, true),
    fromText: (text) => {
      if (text === "true" || text === "yes") return true;
      if (text === "false" || text === "no") return false;
      throw new UnreadableText("expected yes or no", "须为 yes 或 no");
    },
  };
}

/** Text of any length, within a pattern. */
export function text(description: string, pattern: RegExp, expected: string, example: string): Codec<string> {
  return scalar(
    "string",
    z.string().regex(pattern, expected).meta({ description }),
    same,
    same,
    (raw) => raw as string,
    example,
  );
}

/** The bytes of a signature. */
export const signature: Codec<Hex> = scalar(
  "bytes",
  z
    .string()
    .regex(/^0x([0-9a-fA-F]{2})*$/, "expected 0x and pairs of hexadecimal digits")
    .meta({
      description:
        "Signature over the statement's EIP-712 digest: 65 bytes r, s, v of a key pair, or what a contract wallet (ERC-1271) takes",
    })
    .toLowerCase(),
  same,
  same,
  (raw) => raw as Hex,
  `0x${"3c".repeat(32)}${"5d".repeat(32)}1b`,
);
