import reference from "../../data/reference.json" with { type: "json" };
import type { Composition } from "../../src/domain/composition.ts";
import { elements } from "../../src/domain/elements.ts";
import type { Allocation } from "../../src/domain/lot.ts";

/** A footprint to declare, and what it rests on. */
export interface Footprint {
  gramsPerKilogram: number;
  /** Id of the calculation rule. */
  method: number;
  allocation: Allocation;
  source: string;
}

type Row = { product: string; source: string; value?: number; high?: number };
const rows: readonly Row[] = reference.footprints.rows as readonly Row[];

/** A published figure for one product, at the upper end where it is a range. */
export function publishedFootprint(product: string, method: number): Footprint {
  const row = rows.find((entry) => entry.product === product);
  const kilograms = row?.high ?? row?.value;
  if (row === undefined || kilograms === undefined) throw new Error(`data/reference.json has no figure for ${product}`);
  return { gramsPerKilogram: Math.ceil(kilograms * 1_000), method, allocation: "mass", source: row.source };
}

/**
 * A footprint from published figures of the elements, each by its share. An element without a figure of its own counts with
 * the highest there is, so that the sum errs upwards.
 */
export function elementwiseFootprint(composition: Composition): Footprint {
  const highest = Math.max(...elements.map(({ symbol }) => figureOf(symbol) ?? 0));
  const grams = elements.reduce((sum, { symbol }) => {
    const share = composition[symbol];
    if (!("partsPerHundredMillion" in share)) return sum;
    return sum + (share.partsPerHundredMillion * (figureOf(symbol) ?? highest)) / 100_000;
  }, 0);
  const source = rows.find(({ product }) => product === "Nd")?.source ?? "";
  return {
    gramsPerKilogram: Math.ceil(grams),
    method: 2,
    allocation: "economic",
    source: `sum over elements: ${source}`,
  };
}

function figureOf(symbol: string): number | undefined {
  return rows.find(({ product }) => product === symbol)?.value;
}
