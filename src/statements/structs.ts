import { z } from "zod";
import type { Codec, Json, JsonObject, Typed, TypedField } from "./codec.ts";
import { entriesOf } from "./from-text.ts";

/** Codecs of a struct's fields, in the struct's order. */
export type Codecs = Record<string, Codec<unknown>>;
export type TypedStruct<C extends Codecs> = { [Name in keyof C]: Typed<C[Name]> };
export type RawStruct = Record<string, unknown>;

/** A struct: an object when typed and on the wire, a struct of its own in EIP-712. */
export interface StructCodec<C extends Codecs> extends Codec<TypedStruct<C>> {
  toWire(value: TypedStruct<C>): JsonObject;
  toRaw(value: TypedStruct<C>): RawStruct;
  fromRaw(raw: RawStruct): TypedStruct<C>;
}

/**
 * One list of codecs yields the EIP-712 types, the schema and every conversion.
 * @param type Name of the struct in EIP-712 and in the OpenAPI document.
 */
export function struct<C extends Codecs>(type: string, codecs: C): StructCodec<C> {
  const entries = Object.entries(codecs).map(([name, codec]) => ({ name, codec, fields: codec.fields(name) }));
  const shape = Object.fromEntries(entries.map(({ name, codec }) => [name, codec.schema]));
  const toRaw = (value: TypedStruct<C>): RawStruct => {
    const raw: RawStruct = {};
    for (const { name, codec, fields } of entries) {
      const values = codec.encode(value[name]);
      fields.forEach((field, index) => {
        raw[field.name] = values[index];
      });
    }
    return raw;
  };
  const fromRaw = (raw: RawStruct) => {
    const value: Record<string, unknown> = {};
    for (const { name, codec, fields } of entries) value[name] = codec.decode(fields.map((field) => raw[field.name]));
    return value as TypedStruct<C>;
  };
  const toWire = (value: TypedStruct<C>) => {
    const wire: JsonObject = {};
    for (const { name, codec } of entries) wire[name] = codec.toWire(value[name]);
    return wire;
  };
  return {
    codecs,
    example: Object.fromEntries(entries.map(({ name, codec }) => [name, codec.example])),
    schema: z.strictObject(shape).meta({ id: type }) as unknown as z.ZodType<TypedStruct<C>>,
    fields: (name) => [{ name, type }],
    structs: Object.assign(
      { [type]: entries.flatMap(({ fields }) => fields) },
      ...entries.map(({ codec }) => codec.structs),
    ) as Record<string, TypedField[]>,
    toWire,
    toRaw,
    fromRaw,
    encode: (value) => [toRaw(value)],
    decode: ([raw]) => fromRaw(raw as RawStruct),
  };
}

/** A list of one struct field each. */
export function list<T>(item: Codec<T>, description: string, minimum: number, maximum: number): Codec<T[]> {
  return {
    items: item,
    fromText: (text, tell) => entriesOf(text).map((entry) => (item.fromText ? item.fromText(entry, tell) : entry)),
    ...(item.codecs && { codecs: item.codecs }),
    example: Array.from({ length: Math.max(1, minimum) }, () => item.example),
    schema: z.array(item.schema).min(minimum).max(maximum).meta({ description }),
    fields: (name) => item.fields(name).map((field) => ({ name, type: `${field.type}[]` })),
    structs: item.structs,
    toWire: (values): Json => values.map((value) => item.toWire(value)),
    encode: (values) => [values.map((value) => item.encode(value)[0])],
    decode: ([raw]) => Array.from(raw as Iterable<unknown>, (value) => item.decode([value])),
  };
}
