import type { ParamType } from "ethers";
import type { Hex } from "../domain/hex.ts";
import { carriedShares } from "../statements/carried-shares.ts";
import { WORD, wordCoder } from "../statements/words.ts";

/**
 * Reads and writes values of one ABI type. Structs are objects by field name, lists arrays, integers bigint, bytes `0x` and
 * digits. Prepared once, it is some fifty times as fast as a coder that looks at the type anew for every value.
 */
interface AbiCoder {
  /** Whether its place holds only an offset to where it is. */
  dynamic: boolean;
  /** Bytes of its place, if it is not dynamic. */
  size: number;
  /** Bytes it takes where it is. */
  sizeOf(value: unknown): number;
  /** Writes into zeros. */
  write(value: unknown, target: Buffer, at: number): void;
  read(source: Buffer, at: number): unknown;
}

/** Prepares `abi.encode` of parameters, after an optional prefix such as a selector. */
export function abiEncoder(parameters: readonly ParamType[], prefix = Buffer.alloc(0)): (values: unknown[]) => Buffer {
  const coder = sequence(parameters.map(coderOf));
  return (values) => {
    const target = Buffer.alloc(prefix.length + coder.sizeOf(values));
    prefix.copy(target);
    coder.write(values, target.subarray(prefix.length), 0);
    return target;
  };
}

/**
 * Prepares `abi.decode` of parameters.
 * @returns A function that throws RangeError where the data is too short for what it says.
 */
export function abiDecoder(parameters: readonly ParamType[]): (source: Buffer) => unknown[] {
  const coder = sequence(parameters.map(coderOf));
  return (source) => coder.read(source, 0) as unknown[];
}

function coderOf(parameter: ParamType): AbiCoder {
  if (carriedShares.is(parameter)) return sharesCoder;
  if (parameter.isTuple()) return struct(parameter.components);
  if (parameter.isArray()) {
    const item = coderOf(parameter.arrayChildren);
    const { arrayLength } = parameter;
    return arrayLength === -1 ? list(item) : sequence(Array.from({ length: arrayLength ?? 0 }, () => item));
  }
  if (parameter.type === "string") {
    return bytes(
      (value) => Buffer.byteLength(value as string),
      (value, target, at) => target.write(value as string, at),
      (data) => data.toString(),
    );
  }
  if (parameter.type === "bytes") {
    return bytes(
      (value) => (value as Hex).length / 2 - 1,
      (value, target, at) => target.write((value as Hex).slice(2), at, "hex"),
      (data) => `0x${data.toString("hex")}`,
    );
  }
  const coder = wordCoder(parameter.type);
  if (coder === undefined) throw new Error(`No contract has a parameter of type ${parameter.type}`);
  return { dynamic: false, size: WORD, sizeOf: () => WORD, write: coder.write, read: coder.read };
}

/** Shares of a composition, a list of seventeen. */
const sharesCoder: AbiCoder = {
  dynamic: false,
  size: carriedShares.size,
  sizeOf: () => carriedShares.size,
  write: (value, target, at) => carriedShares.write(value as bigint[], target, at),
  read: carriedShares.read,
};

/** Values one after the other; the offsets of dynamic ones count from the first. */
function sequence(items: readonly AbiCoder[]): AbiCoder {
  const places = items.map(({ dynamic, size }) => (dynamic ? WORD : size));
  const size = places.reduce((sum, place) => sum + place, 0);
  return {
    dynamic: items.some(({ dynamic }) => dynamic),
    size,
    sizeOf: (values) =>
      items.reduce((sum, item, index) => sum + (item.dynamic ? item.sizeOf((values as unknown[])[index]) : 0), size),
    write: (values, target, at) => {
      let place = at;
      let tail = size;
      items.forEach((item, index) => {
        const value = (values as unknown[])[index];
        if (item.dynamic) {
          target.writeUIntBE(tail, place + WORD - 6, 6);
          item.write(value, target, at + tail);
          tail += item.sizeOf(value);
        } else item.write(value, target, place);
        place += places[index] ?? 0;
      });
    },
    read: (source, at) => {
      let place = at;
      return items.map((item, index) => {
        const value = item.read(source, item.dynamic ? at + readLength(source, place) : place);
        place += places[index] ?? 0;
        return value;
      });
    },
  };
}

function struct(components: readonly ParamType[]): AbiCoder {
  const names = components.map(({ name }) => name);
  const fields = sequence(components.map(coderOf));
  const listed = (value: unknown) => names.map((name) => (value as Record<string, unknown>)[name]);
  return {
    dynamic: fields.dynamic,
    size: fields.size,
    sizeOf: (value) => fields.sizeOf(listed(value)),
    write: (value, target, at) => fields.write(listed(value), target, at),
    read: (source, at) => {
      const values = fields.read(source, at) as unknown[];
      const read: Record<string, unknown> = {};
      names.forEach((name, index) => {
        read[name] = values[index];
      });
      return read;
    },
  };
}

function list(item: AbiCoder): AbiCoder {
  const sequenceOf = (length: number) => sequence(Array.from({ length }, () => item));
  return {
    dynamic: true,
    size: WORD,
    sizeOf: (values) => WORD + sequenceOf((values as unknown[]).length).sizeOf(values),
    write: (values, target, at) => {
      const { length } = values as unknown[];
      target.writeUIntBE(length, at + WORD - 6, 6);
      sequenceOf(length).write(values, target, at + WORD);
    },
    read: (source, at) => {
      const length = readLength(source, at);
      // Each item takes a word at least: a length beyond that is none, and must not be believed.
      if (length * WORD > source.length) throw new RangeError(`A list of ${length} is longer than the data`);
      const first = at + WORD;
      const step = item.dynamic ? WORD : item.size;
      return Array.from({ length }, (_, index) => {
        const place = first + index * step;
        return item.read(source, item.dynamic ? first + readLength(source, place) : place);
      });
    },
  };
}

function bytes(
  lengthOf: (value: unknown) => number,
  writeBytes: (value: unknown, target: Buffer, at: number) => void,
  fromBytes: (data: Buffer) => unknown,
): AbiCoder {
  return {
    dynamic: true,
    size: WORD,
    sizeOf: (value) => WORD + Math.ceil(lengthOf(value) / WORD) * WORD,
    write: (value, target, at) => {
      target.writeUIntBE(lengthOf(value), at + WORD - 6, 6);
      writeBytes(value, target, at + WORD);
    },
    read: (source, at) => {
      const length = readLength(source, at);
      if (at + WORD + length > source.length) throw new RangeError(`Bytes of ${length} are longer than the data`);
      return fromBytes(source.subarray(at + WORD, at + WORD + length));
    },
  };
}

function readLength(source: Buffer, at: number): number {
  return source.readUIntBE(at + WORD - 6, 6);
}
