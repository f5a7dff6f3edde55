import { z } from "zod";
import type { Address, Hex } from "../../domain/hex.ts";
import { address as addressCodec, hash as hashCodec } from "../../statements/scalars.ts";

/** A hash, digest or id, as a parameter: either case in, lower case out. */
export function hashParameter(description: string): z.ZodType<Hex> {
  return hashCodec(description).schema;
}

/** An address as a parameter: EIP-55 or lower case in, EIP-55 out. */
export function addressParameter(description: string): z.ZodType<Address> {
  return addressCodec(description).schema;
}

/** A hash, digest or id in an answer. */
export function hash(description: string) {
  return z
    .string()
    .regex(/^0x[0-9a-f]{64}$/)
    .meta({ description });
}

/** An address in an answer. */
export function address(description: string) {
  return z
    .string()
    .regex(/^0x[0-9a-fA-F]{40}$/)
    .meta({ description: `${description} (address with EIP-55 checksum)` });
}

/** A mass in an answer: below 2^48 each, so exact as a JSON number. */
export function grams(description: string) {
  return z
    .int()
    .min(0)
    .meta({ description: `${description} (grams)` });
}

/** A mass in an answer that may exceed 2^53. */
export function manyGrams(description: string) {
  return z
    .string()
    .regex(/^[0-9]+$/)
    .meta({ description: `${description} (grams, a decimal string)` });
}

/** An amount of elements in an answer. */
export function nanograms(description: string) {
  return z
    .string()
    .regex(/^[0-9]+$/)
    .meta({ description: `${description} (nanograms, a decimal string)` });
}

/** Carbon in an answer. */
export function milligrams(description: string) {
  return z
    .string()
    .regex(/^[0-9]+$/)
    .meta({ description: `${description} (mg CO2e, a decimal string)` });
}

/** A time of the ledger. */
export function seconds(description: string) {
  return z
    .int()
    .min(0)
    .meta({ description: `${description} (Unix seconds)` });
}

/** A number of blocks, of links, of anything counted. */
export function count(description: string) {
  return z.int().min(0).meta({ description });
}

/** ISO 3166-1 alpha-2. */
export function country(description: string) {
  return z
    .string()
    .regex(/^[A-Z]{2}$/)
    .meta({ description: `${description} (ISO 3166-1 alpha-2)` });
}
