import { checksumAddress } from "../domain/checksum-address.ts";

/** Bytes of a word, the unit of the ledger's encodings. */
export const WORD = 32;

/** Reads and writes values of an elementary type of fixed size, one word each. */
export interface WordCoder {
  /** Writes into zeros. */
  write(value: unknown, target: Buffer, position: number): void;
  read(source: Buffer, position: number): unknown;
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

const bool: WordCoder = {
  write: (value, target, position) => target.writeUInt8(value ? 1 : 0, position + WORD - 1),
  read: (source, position) => source.readUInt8(position + WORD - 1) !== 0,
};

const address: WordCoder = {
  write: (value, target, position) => void target.write(String(value).slice(2), position + 12, "hex"),
  read: (source, position) => checksumAddress(`0x${source.toString("hex", position + 12, position + WORD)}`),
};

const shortInteger: WordCoder = {
  write: (value, target, position) => target.writeUIntBE(Number(value), position + WORD - 6, 6),
  read: (source, position) => BigInt(source.readUIntBE(position + WORD - 6, 6)),
};

const longInteger: WordCoder = {
  write: (value, target, position) => {
    let rest = BigInt(value as bigint);
    for (let limb = position + 24; limb >= position; limb -= 8) {
      target.writeBigUInt64BE(BigInt.asUintN(64, rest), limb);
      rest >>= 64n;
    }
    if (rest !== 0n) throw new RangeError(`${value} does not fit into a word`);
  },
  read: (source, position) => {
    let value = 0n;
    for (let limb = position; limb < position + WORD; limb += 8) value = (value << 64n) | source.readBigUInt64BE(limb);
    return value;
  },
};

function fixedBytes(bytes: number): WordCoder {
  return {
    write: (value, target, position) => void target.write(String(value).slice(2), position, bytes, "hex"),
    read: (source, position) => `0x${source.toString("hex", position, position + bytes)}`,
  };
}
