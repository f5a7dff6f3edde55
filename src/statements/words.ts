import { toHex, writeHex, writeInteger } from "../domain/bytes.ts";
import { checksumAddress } from "../domain/checksum-address.ts";

/** Bytes of a word, the unit of the ledger's encodings. */
export const WORD = 32;

/** Reads and writes values of an elementary type of fixed size, one word each. */
export interface WordCoder {
  /** Writes into zeros. */
  write(value: unknown, target: Uint8Array, position: number): void;
  read(source: Uint8Array, position: number): unknown;
}

/**
 * The coder of a type. General coders spend longer on a statement than everything else the relay does for it, and what
 * statements are made of is few types.
 * @param type Solidity type: `uintN` up to 48 bits, 64, 96 or 256, `bool`, `address`, `bytesN`.
 * @returns undefined for types that are not one word.
 */
export function wordCoder(type: string): WordCoder | undefined {
  if (type === "bool") return bool;
  if (type === "address") return address;
  const bits = Number(/^uint(\d+)$/.exec(type)?.[1] ?? 0);
  if (bits > 0) return bits <= 48 ? shortInteger : longInteger;
  const bytes = Number(/^bytes(\d+)$/.exec(type)?.[1] ?? 0);
  return bytes > 0 ? fixedBytes(bytes) : undefined;
}

/** What six bytes hold is below it. */
const LIMIT = 2 ** 48;

const bool: WordCoder = {
  write: (value, target, position) => {
    target[position + WORD - 1] = value ? 1 : 0;
  },
  read: (source, position) => lastByte(source, position) !== 0,
};

const address: WordCoder = {
  write: (value, target, position) => void writeHex(String(value), target, position + 12),
  read: (source, position) => checksumAddress(toHex(source, position + 12, endOf(source, position))),
};

const shortInteger: WordCoder = {
  write: (value, target, position) => {
    const number = Number(value);
    if (!(number >= 0 && number < LIMIT)) throw new RangeError(`${value} does not fit into 48 bits`);
    writeInteger(number, target, position + WORD - 6);
  },
  read: (source, position) => {
    let value = 0;
    for (let index = endOf(source, position) - 6; index < position + WORD; index++) {
      value = value * 256 + (source[index] as number);
    }
    return BigInt(value);
  },
};

const longInteger: WordCoder = {
  write: (value, target, position) => {
    const integer = BigInt(value as bigint);
    if (integer >= 0n && integer < LIMIT) return writeInteger(Number(integer), target, position + WORD - 6);
    const digits = integer.toString(16);
    if (digits.length > 2 * WORD || digits.startsWith("-")) throw new RangeError(`${value} does not fit into a word`);
    writeHex(`0x${digits.padStart(2 * WORD, "0")}`, target, position);
  },
  read: (source, position) => BigInt(toHex(source, position, endOf(source, position))),
};

function fixedBytes(bytes: number): WordCoder {
  return {
    write: (value, target, position) => void writeHex(String(value).slice(0, 2 + 2 * bytes), target, position),
    read: (source, position) => toHex(source, position, endOf(source, position) - WORD + bytes),
  };
}

/** Where a word ends. @throws RangeError beyond the source. */
function endOf(source: Uint8Array, position: number): number {
  if (position < 0 || position + WORD > source.length) throw new RangeError("The word ends beyond the source");
  return position + WORD;
}

function lastByte(source: Uint8Array, position: number): number {
  return source[endOf(source, position) - 1] as number;
}
