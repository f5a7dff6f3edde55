import { z } from "zod";
import {
  type AssayedComposition,
  type AssayedSymbol,
  assayedSymbols,
  type Composition,
  detectionLimitMaximum,
  type ElementShare,
  radioactiveSymbols,
  whole,
} from "../domain/composition.ts";
import { elementSymbols } from "../domain/elements.ts";
import type { Codec, JsonObject, TypedField } from "./codec.ts";
import { compositionReader, shareFromText } from "./composition-text.ts";

const found = z
  .strictObject({
    partsPerHundredMillion: z.int().min(1).max(whole).meta({
      description: "Share found, as element, by mass, in hundredths of a part per million (10^8 is the whole)",
    }),
  })
  .meta({ id: "ElementFound" });
const notFound = z
  .strictObject({
    detectionLimit: z.int().min(1).max(detectionLimitMaximum).meta({
      description: "Not found: the limit of detection, in hundredths of a part per million by mass",
    }),
  })
  .meta({ id: "ElementNotFound" });

/** What is stated of one element. */
export const elementShare = z.union(
  [found, notFound],
  'expected {"partsPerHundredMillion": …} or {"detectionLimit": …}, in hundredths of a ppm',
) satisfies z.ZodType<ElementShare>;

const listed: TypedField[] = [
  { name: "partsPerHundredMillion", type: `uint32[${elementSymbols.length}]` },
  { name: "notFound", type: "uint32" },
];

/** A composition: an object by element on the wire; a vector of shares and a mask of what was not found in the struct. */
export const composition: Codec<Composition> = {
  ...sharesOf<Composition>(elementSymbols, "Composition", "of each of the seventeen rare-earth elements"),
  fields: () => listed,
  encode: (value) => {
    const [shares, mask] = numbersOf(value, elementSymbols);
    return [shares, mask];
  },
  decode: ([shares, mask]) => fromNumbers(shares as Iterable<bigint>, mask, elementSymbols) as Composition,
};

/** What an assay states: as a composition, with thorium and uranium as fields of their own in the struct. */
export const assayedComposition: Codec<AssayedComposition> = {
  ...sharesOf<AssayedComposition>(
    assayedSymbols,
    "AssayedComposition",
    "of each of the seventeen rare-earth elements, of thorium and of uranium",
  ),
  fields: () => [
    ...listed,
    { name: "thoriumPartsPerHundredMillion", type: "uint32" },
    { name: "uraniumPartsPerHundredMillion", type: "uint32" },
  ],
  encode: (value) => {
    const [shares, mask] = numbersOf(value, assayedSymbols);
    return [shares.slice(0, -radioactiveSymbols.length), mask, ...shares.slice(-radioactiveSymbols.length)];
  },
  decode: ([shares, mask, ...others]) =>
    fromNumbers([...(shares as Iterable<bigint>), ...(others as bigint[])], mask, assayedSymbols) as AssayedComposition,
};

/** Wire shape of shares by element. */
function sharesOf<T extends Record<string, ElementShare>>(
  symbols: readonly (keyof T & string)[],
  id: string,
  of: string,
) {
  const example: JsonObject = {};
  for (const symbol of symbols) {
    example[symbol] = symbol === "Nd" ? { partsPerHundredMillion: 85_500_000 } : { detectionLimit: 1_000 };
  }
  return {
    example,
    written: "Nd 85.5 %, Pr 500 ppm, others <10 ppm",
    parts: Object.fromEntries(symbols.map((symbol) => [symbol, { fromText: shareFromText }])),
    fromText: compositionReader(symbols as readonly AssayedSymbol[]),
    schema: z
      .strictObject(Object.fromEntries(symbols.map((symbol) => [symbol, elementShare])))
      .meta({ id, description: `A share, or a detection limit, ${of}` }) as unknown as z.ZodType<T>,
    structs: {},
    toWire: (value: T) => {
      const wire: JsonObject = {};
      for (const symbol of symbols) wire[symbol] = { ...value[symbol] } as JsonObject;
      return wire;
    },
  };
}

/** Shares or limits in the order of the symbols, and a mask of what was not found. */
function numbersOf<Symbol extends string>(
  value: Record<Symbol, ElementShare>,
  symbols: readonly Symbol[],
): [shares: bigint[], mask: bigint] {
  const shares = symbols.map((symbol) => value[symbol]);
  const mask = shares.reduce((bits, entry, index) => ("detectionLimit" in entry ? bits | (1 << index) : bits), 0);
  return [
    shares.map((entry) => BigInt("detectionLimit" in entry ? entry.detectionLimit : entry.partsPerHundredMillion)),
    BigInt(mask),
  ];
}

/** The inverse of `numbersOf`. */
function fromNumbers(
  shares: Iterable<bigint>,
  mask: unknown,
  symbols: readonly string[],
): Record<string, ElementShare> {
  const values = Array.from(shares, Number);
  const entries: Record<string, ElementShare> = {};
  symbols.forEach((symbol, index) => {
    const value = values[index] ?? 0;
    entries[symbol] = (Number(mask) >> index) & 1 ? { detectionLimit: value } : { partsPerHundredMillion: value };
  });
  return entries;
}
