import { type ElementSymbol, elementSymbols } from "./elements.ts";
import type { Hex } from "./hex.ts";
import { type Lineage, type LineageInput, lotIn } from "./lineage.ts";
import { onlyPacks } from "./process.ts";

/** Where some of a lot's rare earths come from, and how much of each element. */
export interface Origin {
  /** ISO 3166-1 alpha-2. */
  country: string;
  deposit: string;
  /** Parts per million of all there is of the element in the lot; over all origins they sum to a million. */
  partsPerMillion: Partial<Record<ElementSymbol, number>>;
}

const MILLION = 1_000_000n;
/** Shares are followed finer than they are told, so that what is rounded off over thousands of steps never shows. */
const FINE = 10n ** 18n;

/** Shares by place, finely, of each element by its index. */
type Shares = ReadonlyMap<string, bigint>[];

/**
 * Where every element of a lot comes from: what went into a step is taken to be mixed in it evenly, element by element. A share counts
 * by what was found; where nothing was, by mass.
 * @returns Origins in the order of country and deposit, for the elements that were found in the lot.
 */
export function originsOf({ lot, lots, steps }: Lineage): Origin[] {
  const byLot = new Map<Hex, Shares>();
  const byStep = new Map<Hex, Shares>();
  for (const { id, content, madeBy } of lots.values()) {
    const step = madeBy === null ? undefined : steps.get(madeBy);
    if (step === undefined) {
      const place = JSON.stringify([content.originCountry, content.deposit]);
      byLot.set(
        id,
        elementSymbols.map(() => new Map([[place, FINE]])),
      );
      continue;
    }
    const known = byStep.get(step.digest) ?? mix(lots, byLot, step.inputs);
    byStep.set(step.digest, known);
    byLot.set(id, known);
  }
  return told(byLot.get(lot) ?? [], elementsFoundIn(lots, lot));
}

/** Countries where a lot was made into what it is, in their order. Packing it anew makes nothing: it counts where that was made which was packed. */
export function madeIn({ lot, lots, steps }: Lineage): string[] {
  const countries = new Set<string>();
  const packed = new Set([lot]);
  // What is added meanwhile is gone through too.
  for (const id of packed) {
    const { content, madeBy } = lotIn(lots, id);
    const step = madeBy === null ? undefined : steps.get(madeBy);
    if (step === undefined || !onlyPacks(step.process)) countries.add(content.country);
    else for (const input of step.inputs) packed.add(input.lot);
  }
  return [...countries].sort();
}

function mix(lots: Lineage["lots"], byLot: ReadonlyMap<Hex, Shares>, inputs: readonly LineageInput[]): Shares {
  return elementSymbols.map((symbol, index) => {
    const found = inputs.map(({ lot, grams }) => {
      const share = lotIn(lots, lot).content.composition[symbol];
      return "detectionLimit" in share ? 0n : BigInt(share.partsPerHundredMillion) * grams;
    });
    const isFound = found.some((amount) => amount > 0n);
    const weights = isFound ? found : inputs.map(({ grams }) => grams);
    const total = weights.reduce((sum, weight) => sum + weight, 0n);
    const mixed = new Map<string, bigint>();
    for (const [position, { lot }] of inputs.entries()) {
      const weight = weights[position] ?? 0n;
      if (weight === 0n) continue;
      for (const [place, share] of byLot.get(lot)?.[index] ?? []) {
        mixed.set(place, (mixed.get(place) ?? 0n) + (share * weight) / total);
      }
    }
    return mixed;
  });
}

function elementsFoundIn(lots: Lineage["lots"], lot: Hex): ElementSymbol[] {
  const { composition } = lotIn(lots, lot).content;
  return elementSymbols.filter((symbol) => "partsPerHundredMillion" in composition[symbol]);
}

function told(shares: Shares, found: readonly ElementSymbol[]): Origin[] {
  const places = new Map<string, Origin>();
  for (const symbol of found) {
    const exact = shares[elementSymbols.indexOf(symbol)] ?? new Map<string, bigint>();
    for (const [place, partsPerMillion] of wholeShares(exact)) {
      const [country, deposit] = JSON.parse(place) as [string, string];
      const origin = places.get(place) ?? { country, deposit, partsPerMillion: {} };
      origin.partsPerMillion[symbol] = partsPerMillion;
      places.set(place, origin);
    }
  }
  const order = ({ country, deposit }: Origin) => `${country}${deposit}`;
  return [...places.values()].sort((a, b) => (order(a) < order(b) ? -1 : Number(order(a) > order(b))));
}

/** Fine shares as parts per million that sum to a million: what rounding leaves goes to the largest remainders. */
function wholeShares(exact: ReadonlyMap<string, bigint>): [place: string, partsPerMillion: number][] {
  const sum = [...exact.values()].reduce((total, share) => total + share, 0n);
  if (sum === 0n) return [];
  const parts = [...exact].map(([place, share]) => ({
    place,
    whole: (share * MILLION) / sum,
    rest: (share * MILLION) % sum,
  }));
  let left = MILLION - parts.reduce((total, { whole }) => total + whole, 0n);
  for (const part of parts.toSorted((a, b) => (b.rest === a.rest ? 0 : b.rest > a.rest ? 1 : -1))) {
    if (left === 0n) break;
    part.whole += 1n;
    left -= 1n;
  }
  return parts.map(({ place, whole }) => [place, Number(whole)]);
}
