import { z } from "zod";
import { type Composition, detectionLimitMaximum, type ElementShare, whole } from "../domain/composition.ts";
import { elementSymbols } from "../domain/elements.ts";
import type { Codec, JsonObject } from "./codec.ts";
import { entriesOf, shareUnits, smallAmountFromText, UnreadableText } from "./from-text.ts";

const share = z.union(
  [
    z
      .strictObject({
        partsPerHundredMillion: z.int().min(1).max(whole).meta({
          description: "Share found, as element, by mass, in hundredths of a part per million (10^8 is the whole)",
        }),
      })
      .meta({ id: "ElementFound" }),
    z
      .strictObject({
        detectionLimit: z.int().min(1).max(detectionLimitMaximum).meta({
          description: "Not found: the limit of detection, in hundredths of a part per million by mass",
        }),
      })
      .meta({ id: "ElementNotFound" }),
  ],
  'expected {"partsPerHundredMillion": …} or {"detectionLimit": …}, in hundredths of a ppm',
);

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

/** All of it in one text: `Nd 85.5 %, Pr 500 ppm, others <10 ppm`. */
function compositionFromText(text: string): JsonObject {
  const entries = entriesOf(text).map((entry) => {
    const [, symbol = "", amount = ""] = /^([A-Za-z]+)[\s=:]*(.*)$/.exec(entry) ?? [];
    return [symbol, shareFromText(amount)] as const;
  });
  const named = Object.fromEntries(entries.filter(([symbol]) => symbol !== "others"));
  const others = entries.find(([symbol]) => symbol === "others")?.[1];
  if (others === undefined) return named;
  return { ...Object.fromEntries(elementSymbols.map((symbol) => [symbol, others])), ...named };
}

const shape = Object.fromEntries(elementSymbols.map((symbol) => [symbol, share]));

/** A composition: an object by element on the wire; a vector of shares and a mask of what was not found in the struct. */
export const composition: Codec<Composition> = {
  parts: Object.fromEntries(elementSymbols.map((symbol) => [symbol, { fromText: shareFromText }])),
  fromText: compositionFromText,
  example: Object.fromEntries(
    elementSymbols.map((symbol) => [
      symbol,
      symbol === "Nd" ? { partsPerHundredMillion: 85_500_000 } : { detectionLimit: 1_000 },
    ]),
  ),
  schema: z.strictObject(shape).meta({
    id: "Composition",
    description: "A share, or a detection limit, of each of the seventeen rare-earth elements",
  }) as unknown as z.ZodType<Composition>,
  fields: () => [
    { name: "partsPerHundredMillion", type: `uint32[${elementSymbols.length}]` },
    { name: "notFound", type: "uint32" },
  ],
  structs: {},
  toWire: (value) => {
    const wire: JsonObject = {};
    for (const symbol of elementSymbols) wire[symbol] = { ...value[symbol] };
    return wire;
  },
  encode: (value) => {
    const shares = elementSymbols.map((symbol) => value[symbol]);
    const notFound = shares.reduce((mask, entry, index) => ("detectionLimit" in entry ? mask | (1 << index) : mask), 0);
    return [
      shares.map((entry) => BigInt("detectionLimit" in entry ? entry.detectionLimit : entry.partsPerHundredMillion)),
      BigInt(notFound),
    ];
  },
  decode: ([rawShares, rawNotFound]) => {
    const shares = Array.from(rawShares as Iterable<bigint>, Number);
    const notFound = Number(rawNotFound);
    const entries: Record<string, ElementShare> = {};
    elementSymbols.forEach((symbol, index) => {
      const value = shares[index] ?? 0;
      entries[symbol] = (notFound >> index) & 1 ? { detectionLimit: value } : { partsPerHundredMillion: value };
    });
    return entries as Composition;
  },
};
