import { z } from "zod";
import {
  type AssayedComposition,
  assayedSymbols,
  type Composition,
  detectionLimitMaximum,
  type ElementShare,
  radioactiveSymbols,
  whole,
} from "../domain/composition.ts";
import { elementSymbols, elements } from "../domain/elements.ts";
import type { Codec, JsonObject, TypedField } from "./codec.ts";
import { entriesOf, shareUnits, smallAmountFromText, UnreadableText } from "./from-text.ts";

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

/** A share as a person writes it: `85.5 %`, `170 ppm`, or where it was not found `<10 ppm`. */
function shareFromText(text: string): JsonObject {
  const limit = /^<\s*(.*)$/.exec(text.trim())?.[1];
  const amount = (of: string) => {
    if (/^[0-9.]+$/.test(of))
      throw new UnreadableText(
        "expected a share with its unit: %, ppm, mg/kg or g/t",
        "须带单位：%、ppm、mg/kg 或 g/t",
      );
    return smallAmountFromText(of, shareUnits, "hundredths of a ppm");
  };
  return limit === undefined ? { partsPerHundredMillion: amount(text) } : { detectionLimit: amount(limit) };
}

/** Element and factor of an oxide, by its formula. */
const oxides = new Map(
  elements.map(({ symbol, oxide, oxideFactor }) => [oxide, { symbol, factor: BigInt(oxideFactor) }]),
);
/** Sheets of sellers give oxides as shares of all rare-earth oxides, and that total as a share of the lot. */
const totalOxides = "TREO";
const wholeParts = BigInt(whole);
/** How far oxides may be from the total that they are shares of: each is rounded. */
const totalSlack = 500_000n;

/**
 * All of it in one text: `Nd 85.5 %, Pr 500 ppm, others <10 ppm`. The others are rare earths: nobody states thorium without naming it.
 * An oxide is named by its formula, `Nd2O3 74.9 %`, and taken for what there is of its element, rounded down; a limit is rounded up. After
 * `TREO 60 %`, oxides are shares of that total.
 */
function compositionFromText(text: string): JsonObject {
  const entries = entriesOf(text).map((entry) => {
    const [, name = "", amount = ""] = /^([A-Za-z][A-Za-z0-9]*)[\s=:]*(.*)$/.exec(entry) ?? [];
    return [name, shareFromText(amount)] as const;
  });
  const shares = entries.filter(([name]) => name !== totalOxides);
  const total = entries.find(([name]) => name === totalOxides)?.[1];
  const treo = total === undefined ? wholeParts : partsOf(total);
  if (total !== undefined) requireTotal(shares);
  const named: JsonObject = {};
  for (const [name, share] of shares.filter(([name]) => name !== "others")) {
    const oxide = oxides.get(name);
    const symbol = oxide?.symbol ?? name;
    if (Object.hasOwn(named, symbol)) throw new UnreadableText(`${symbol} stands twice`, `${symbol} 重复`);
    named[symbol] = oxide === undefined ? share : asElement(share, oxide.factor, treo);
  }
  const others = shares.find(([name]) => name === "others")?.[1];
  if (others === undefined) return named;
  return { ...Object.fromEntries(elementSymbols.map((symbol) => [symbol, others])), ...named };
}

function asElement(share: JsonObject, factor: bigint, treo: bigint): JsonObject {
  const [numerator, denominator] = [partsOf(share) * treo * 10_000n, wholeParts * factor];
  if (!("detectionLimit" in share)) return { partsPerHundredMillion: Number(numerator / denominator) };
  return { detectionLimit: Number((numerator + denominator - 1n) / denominator) };
}

function requireTotal(shares: readonly (readonly [name: string, share: JsonObject])[]): void {
  const found = shares.filter(([name, share]) => oxides.has(name) && "partsPerHundredMillion" in share);
  const sum = found.reduce((parts, [, share]) => parts + partsOf(share), 0n);
  if (sum <= wholeParts + totalSlack && sum >= wholeParts - totalSlack) return;
  const percent = `${Number(sum / 10_000n) / 100} %`;
  throw new UnreadableText(
    `the oxides are ${percent} of TREO in all, and have to be 100 %: one is missing, or is no share of TREO`,
    `各氧化物合计为 TREO 的 ${percent}，应为 100 %：有遗漏，或并非 TREO 的份额`,
  );
}

function partsOf(share: JsonObject): bigint {
  return BigInt((share.partsPerHundredMillion ?? share.detectionLimit) as number);
}

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
    parts: Object.fromEntries(symbols.map((symbol) => [symbol, { fromText: shareFromText }])),
    fromText: compositionFromText,
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
