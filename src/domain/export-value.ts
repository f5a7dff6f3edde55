import reference from "../../data/reference.json" with { type: "json" };
import type { Composition } from "./composition.ts";
import { type ElementSymbol, elements } from "./elements.ts";
import type { ExportRule } from "./export-control.ts";
import type { Origin } from "./origin.ts";

const { rows: prices, source, unit } = reference.prices2024;

/** Where the prices are from, and of when. */
export const pricesOf = `${source}, averages of 2024, ${unit} of oxide`;

/** How much of a lot's value comes from a country. */
export interface ValueShare {
  /** In basis points of what its priced rare earths are worth; null where nothing in it has a price. */
  shareBasisPoints: number | null;
  /** Elements that were found in it and have no price: they are left out. */
  unpriced: ElementSymbol[];
}

const basisPoints = 10_000n;
const million = 1_000_000n;

/**
 * Elements that a rule about goods made abroad counts: those that it names, or else all that the other rules of its country name.
 */
export function countedElements(rule: ExportRule, rules: readonly ExportRule[]): ElementSymbol[] {
  if (rule.elements.length > 0) return [...rule.elements];
  const listed = rules.filter(({ country, valueShareBasisPoints }) => {
    return country === rule.country && valueShareBasisPoints === null;
  });
  return elements.map(({ symbol }) => symbol).filter((symbol) => listed.some((each) => each.elements.includes(symbol)));
}

/**
 * The share by value of some elements from a country in all rare earths of a lot, at the prices of their oxides. Iron and boron of an alloy
 * are not on the ledger: against the whole good the share is lower.
 * @param origins Where each element of the lot comes from.
 */
export function valueShareOf(
  composition: Composition,
  origins: readonly Origin[],
  { country, counted }: { country: string; counted: readonly ElementSymbol[] },
): ValueShare {
  const unpriced: ElementSymbol[] = [];
  let [all, some] = [0n, 0n];
  for (const { symbol, oxide, oxideFactor } of elements) {
    const share = composition[symbol];
    if ("detectionLimit" in share) continue;
    const price = (prices as Record<string, number | undefined>)[oxide];
    if (price === undefined) {
      unpriced.push(symbol);
      continue;
    }
    const value = BigInt(share.partsPerHundredMillion) * BigInt(oxideFactor) * BigInt(price) * million;
    all += value;
    if (!counted.includes(symbol)) continue;
    const from = origins.filter((origin) => origin.country === country);
    const part = from.reduce((sum, { partsPerMillion }) => sum + BigInt(partsPerMillion[symbol] ?? 0), 0n);
    some += (value / million) * part;
  }
  return { shareBasisPoints: all === 0n ? null : Number((some * basisPoints) / all), unpriced };
}
