import { z } from "zod";
import { bytesOfText, toHex } from "../domain/bytes.ts";
import type { Hex } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";
import type { GramRanges } from "./gram-range.ts";

/** A list of grams as it is stored, and the hash by which a statement names it. */
export interface StoredList {
  /** Keccak-256 of the bytes: the statement signs it. */
  hash: Hex;
  bytes: Uint8Array;
}

/** Bytes of the salt. Ranges are few and round, so without it whoever sees the hash could find them by trying. */
const saltBytes = 32;

const schema = z.strictObject({
  lots: z.array(
    z.strictObject({
      lot: z.string().regex(/^0x[0-9a-f]{64}$/),
      ranges: z.array(z.tuple([z.int().min(0), z.int().min(0)])),
    }),
  ),
  salt: z.string().regex(/^0x[0-9a-f]{64}$/),
});

/**
 * The list of grams that a statement's signature commits to: canonical JSON (RFC 8785) of its lots, each with its ranges, and of a salt, such as
 * `{"lots":[{"lot":"0x…","ranges":[[0,499],[1000,1499]]}],"salt":"0x…"}`. Lots ascend by their ids. Ranges rise, both ends belong to them, and
 * those that touch are one: so the same grams have the same list.
 * @param lots Ranges in the order of `gramRanges`, by lot.
 * @param salt `0x` and 64 digits in lower case.
 */
export function listGrams(lots: ReadonlyMap<Hex, GramRanges>, salt: Hex): StoredList {
  const ascending = [...lots].sort(([left], [right]) => (left < right ? -1 : 1));
  const entries = ascending.map(([lot, ranges]) => ({
    lot,
    ranges: ranges.map(({ first, last }) => [Number(first), Number(last)]),
  }));
  // Its names stand in their order, and numbers of grams are exact: this is the canonical form.
  const bytes = bytesOfText(JSON.stringify({ lots: entries, salt }));
  return { hash: keccak256Hex(bytes), bytes };
}

/** The grams and the salt of a list; undefined where the bytes are none. */
export function readGramsList(bytes: Uint8Array): { lots: Map<Hex, GramRanges>; salt: Hex } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) return undefined;
  const { lots, salt } = parsed.data;
  return {
    lots: new Map(
      lots.map(({ lot, ranges }) => [
        lot,
        ranges.map(([first, last]) => ({ first: BigInt(first), last: BigInt(last) })),
      ]),
    ),
    salt,
  };
}

/** A salt that nobody guesses. */
export function newListSalt(): Hex {
  return toHex(crypto.getRandomValues(new Uint8Array(saltBytes)));
}
