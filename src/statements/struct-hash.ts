import { bytesOfText } from "../domain/bytes.ts";
import { keccak256 } from "../domain/keccak256.ts";
import type { TypedField } from "./codec.ts";
import { WORD, wordCoder } from "./words.ts";

type Types = Record<string, TypedField[]>;

/** Writes the word that stands for a value in EIP-712's `encodeData`. */
type Encode = (value: unknown, target: Uint8Array, position: number) => void;

/**
 * EIP-712's `hashStruct`, prepared for one type.
 * @param types All types it refers to, itself included.
 * @returns A function from a struct to its hash (32 bytes).
 */
export function structHasher(types: Types, primaryType: string): (struct: object) => Uint8Array {
  const typeHash = keccak256(bytesOfText(encodeType(types, primaryType)));
  const fields = fieldsOf(types, primaryType).map(({ name, type }) => ({ name, encode: encodeOf(types, type) }));
  return (struct) => {
    const data = new Uint8Array(WORD * (1 + fields.length));
    data.set(typeHash);
    fields.forEach(({ name, encode }, index) => {
      encode((struct as Record<string, unknown>)[name], data, WORD * (1 + index));
    });
    return keccak256(data);
  };
}

/** EIP-712's `encodeType`: the type, then those it refers to, by name. */
export function encodeType(types: Types, primaryType: string): string {
  const referenced = new Set<string>();
  const visit = (type: string) => {
    for (const field of fieldsOf(types, type)) {
      const base = field.type.replace(/(\[\d*\])+$/, "");
      if (!(base in types) || referenced.has(base)) continue;
      referenced.add(base);
      visit(base);
    }
  };
  visit(primaryType);
  return [primaryType, ...[...referenced].sort()]
    .map((type) => `${type}(${fieldsOf(types, type).map((field) => `${field.type} ${field.name}`)})`)
    .join("");
}

function fieldsOf(types: Types, type: string): TypedField[] {
  const fields = types[type];
  if (fields === undefined) throw new Error(`There is no type ${type}`);
  return fields;
}

function encodeOf(types: Types, type: string): Encode {
  const item = /^(.*)\[\d*\]$/.exec(type)?.[1];
  if (item !== undefined) return hashed(listEncoder(encodeOf(types, item)));
  if (type in types) return hashed(structHasher(types, type) as (value: unknown) => Uint8Array);
  if (type === "string") return hashed((value) => keccak256(bytesOfText(value as string)));
  const coder = wordCoder(type);
  if (coder === undefined) throw new Error(`No statement has a field of type ${type}`);
  return coder.write;
}

function hashed(hash: (value: unknown) => Uint8Array): Encode {
  return (value, target, position) => {
    target.set(hash(value), position);
  };
}

function listEncoder(encode: Encode): (value: unknown) => Uint8Array {
  return (value) => {
    const items = value as readonly unknown[];
    const data = new Uint8Array(WORD * items.length);
    items.forEach((item, index) => {
      encode(item, data, WORD * index);
    });
    return keccak256(data);
  };
}
