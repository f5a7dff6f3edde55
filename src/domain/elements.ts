import table from "../../data/elements.json" with { type: "json" };

/** Symbols of the seventeen rare-earth elements, in the order of every composition vector. */
export const elementSymbols = [
  "Sc",
  "Y",
  "La",
  "Ce",
  "Pr",
  "Nd",
  "Pm",
  "Sm",
  "Eu",
  "Gd",
  "Tb",
  "Dy",
  "Ho",
  "Er",
  "Tm",
  "Yb",
  "Lu",
] as const;

export type ElementSymbol = (typeof elementSymbols)[number];

export interface Element {
  symbol: ElementSymbol;
  /** Formula of the oxide in which the element is traded. */
  oxide: string;
  /** Grams of oxide per 10,000 grams of element: an integer, as the contracts compute. */
  oxideFactor: number;
}

/** The seventeen elements, at the index they have in every composition vector. */
export const elements: readonly Element[] = elementSymbols.map((symbol, index) => {
  const row = table.elements[index];
  if (row?.symbol !== symbol) throw new Error(`data/elements.json does not list ${symbol} at index ${index}`);
  return { symbol, oxide: row.oxide, oxideFactor: Math.round(row.oxidePerMetal * 10_000) };
});
