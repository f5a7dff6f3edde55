import type { z } from "zod";
import type { LocalisedText } from "../domain/localised-text.ts";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

/** Hears how a value was computed from what a person wrote, where it was: people are shown it before they sign. */
export type Tell = (line: LocalisedText) => void;

/** A field of an EIP-712 struct. */
export interface TypedField {
  name: string;
  type: string;
}

/**
 * One field in its three shapes: on the wire (JSON), typed (what the program works with) and raw (the value of the EIP-712
 * struct and of the contract's call). Everything the contracts accept has exactly one typed and one wire shape, so that
 * whatever the ledger includes can be shown and its digest computed again.
 */
export interface Codec<T> {
  /** A value on the wire that the schema takes, for documentation and test vectors. */
  example: Json;
  /** What a person might write for it, with its unit; where it is left out, the example says it. */
  written?: string;
  /**
   * The wire shape of what a person writes for it; where it is left out, the text itself. Whether that is a value, the schema says.
   * @throws UnreadableText where the text has a form that the field does not take, with what it takes.
   */
  fromText?(text: string, tell?: Tell): Json;
  /** What is wrong with a value's check digit, where it is a number that has one: the schema does not look at it. */
  checkDigitFault?(value: T): LocalisedText | undefined;
  /** What a field of a form stands for that was left empty; left out where something has to be written. */
  blank?: readonly string[];
  /** What stands behind the hash that it is: a lot, a document, a list of documents, or one of grams. So a person may name the thing itself. */
  refersTo?: "lot" | "document" | "documents" | "grams";
  /** How words on the wire stand in the struct, where they are numbers there: which word is which number, or which bit. */
  numbers?: { as: "number" | "bit"; of: Readonly<Record<string, number>> };
  /** How a person writes parts of it that are no fields of the struct, by name. */
  parts?: Readonly<Record<string, { fromText(text: string, tell?: Tell): Json }>>;
  /** The codec of its entries, where it is a list. */
  items?: Codec<unknown>;
  /** The codecs of its parts, by name, where it is a struct or a list of structs. */
  codecs?: Readonly<Record<string, Codec<unknown>>>;
  /** Parses the wire shape to the typed one. */
  schema: z.ZodType<T>;
  /** Struct fields that the field of this name becomes: one, or more where a thing is stored in parts. */
  fields(name: string): TypedField[];
  /** EIP-712 types of the structs it refers to. */
  structs: Record<string, TypedField[]>;
  toWire(value: T): Json;
  /** Typed to raw: one raw value for each of `fields`. */
  encode(value: T): unknown[];
  /** Raw to typed, from values as the ABI decoder gives them. */
  decode(raw: readonly unknown[]): T;
}

/** The typed shape of a codec. */
export type Typed<C> = C extends Codec<infer T> ? T : never;

/** A codec of one struct field of an elementary type. */
export function scalar<T>(
  type: string,
  schema: z.ZodType<T>,
  toWire: (value: T) => Json,
  encode: (value: T) => unknown,
  decode: (raw: unknown) => T,
  example: Json,
): Codec<T> {
  return {
    schema,
    example,
    fields: (name) => [{ name, type }],
    structs: {},
    toWire,
    encode: (value) => [encode(value)],
    decode: ([raw]) => decode(raw),
  };
}

/** The same, where the contracts' zero stands for "none": null when typed and on the wire, where it may be left out. */
export function optional<T>(codec: Codec<T>, zero: unknown, isZero: (raw: unknown) => boolean): Codec<T | null> {
  return {
    ...codec,
    fromText: (text, tell) =>
      text === "" || text === "none" ? null : codec.fromText ? codec.fromText(text, tell) : text,
    checkDigitFault: (value) => (value === null ? undefined : codec.checkDigitFault?.(value)),
    schema: codec.schema
      .nullable()
      .default(null)
      .transform((value) => (value === null || isZero(codec.encode(value)[0]) ? null : value)),
    toWire: (value) => (value === null ? null : codec.toWire(value)),
    encode: (value) => (value === null ? [zero] : codec.encode(value)),
    decode: (raw) => (isZero(raw[0]) ? null : codec.decode(raw)),
  };
}
