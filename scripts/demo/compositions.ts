import depositTable from "../../data/deposits.json" with { type: "json" };
import type { AssayedComposition, Composition } from "../../src/domain/composition.ts";
import { type ElementSymbol, elements } from "../../src/domain/elements.ts";
import type { Form } from "../../src/domain/form.ts";

const million = 1_000_000;
/** Shares are planned in parts per million and declared in hundredths of them. */
const hundredths = 100;
// Promethium has no stable isotope: nature offers none to be found.
const promethiumLimit = 1;

/** A deposit whose profile is known: the table's full name of it. */
export type DepositProfile = keyof typeof depositTable.deposits;

/** Where the profiles are from, and how far to trust them. */
export const profileSource = depositTable.source;

/**
 * A concentrate of a deposit: its profile at a grade. The profiles list tenths of a percent of all oxides, so what they leave
 * out is stated as not found, with that resolution as its detection limit.
 * @param gradePartsPerMillion Rare-earth oxides in all, by mass.
 */
export function concentrateOf(deposit: DepositProfile, gradePartsPerMillion: number): Composition {
  const profile: Partial<Record<ElementSymbol, number>> = depositTable.deposits[deposit];
  return compose(
    (symbol) => scale(gradePartsPerMillion, profile[symbol] ?? 0, 100),
    () => scale(gradePartsPerMillion, 0.1, 100),
  );
}

/**
 * A separated oxide of one or more elements, in the proportion of a deposit's profile.
 * @param purityPartsPerMillion The named oxides together, by mass.
 */
export function separatedOxide(
  deposit: DepositProfile,
  symbols: readonly ElementSymbol[],
  purityPartsPerMillion: number,
): Composition {
  return compose(oxidesOf(deposit, symbols, purityPartsPerMillion), () => (million - purityPartsPerMillion) / 10);
}

/**
 * A sintered NdFeB magnet: rare earths as element in the proportion of a deposit's profile.
 * @param sharePartsPerMillion The named elements together, by mass.
 */
export function magnetOf(
  deposit: DepositProfile,
  symbols: readonly ElementSymbol[],
  sharePartsPerMillion: number,
): Composition {
  const asOxide = oxidesOf(deposit, symbols, million);
  const total = elements.reduce((sum, { symbol, oxideFactor }) => sum + (asOxide(symbol) * 10_000) / oxideFactor, 0);
  return compose(
    (symbol) => (asOxide(symbol) * sharePartsPerMillion) / total,
    () => 100,
  );
}

/**
 * Some elements of a deposit in the proportion of its profile, every other one below the same limit: what one step of a process makes
 * of another's product, where the laboratory looks for the same each time.
 * @param whole The named elements together, as oxide or as element.
 * @param limitPartsPerMillion Limit of detection of all others.
 */
export function shareOut(
  deposit: DepositProfile,
  symbols: readonly ElementSymbol[],
  whole: { oxidePartsPerMillion: number } | { partsPerMillion: number },
  limitPartsPerMillion: number,
): Composition {
  const asOxide = oxidesOf(deposit, symbols, million);
  const asElement = (symbol: ElementSymbol, oxideFactor: number) => (asOxide(symbol) * 10_000) / oxideFactor;
  const sum = elements.reduce((total, { symbol, oxideFactor }) => total + asElement(symbol, oxideFactor), 0);
  const scaled = "oxidePartsPerMillion" in whole ? whole.oxidePartsPerMillion / million : whole.partsPerMillion / sum;
  const entries = elements.map(({ symbol, oxideFactor }) => {
    const share = Math.floor(hundredths * asElement(symbol, oxideFactor) * scaled);
    return [
      symbol,
      share > 0 ? { partsPerHundredMillion: share } : { detectionLimit: hundredths * limitPartsPerMillion },
    ];
  });
  return Object.fromEntries(entries) as Composition;
}

/** Elements that a deposit's profile lists. */
export function elementsOf(deposit: DepositProfile): ElementSymbol[] {
  return elements.map(({ symbol }) => symbol).filter((symbol) => symbol in depositTable.deposits[deposit]);
}

/**
 * What a laboratory might find in such a lot: every share off by the same few parts in ten thousand.
 * @param basisPoints Above or below, well within what laboratories are allowed to differ.
 */
export function measured(composition: Composition, basisPoints: number): Composition {
  return mapShares(composition, (share) => Math.max(1, Math.floor((share * (10_000 + basisPoints)) / 10_000)));
}

/**
 * The composition as an assay states it, with thorium and uranium. Both figures are the story's own: the profiles give neither. What was
 * dug up has some; what was separated has none above a limit.
 */
export function assayed(composition: Composition, form: Form): AssayedComposition {
  if (form === "ore" || form === "concentrate") {
    return {
      ...composition,
      Th: { partsPerHundredMillion: 1_200 * hundredths },
      U: { partsPerHundredMillion: 9 * hundredths },
    };
  }
  return { ...composition, Th: { detectionLimit: hundredths }, U: { detectionLimit: hundredths } };
}

/** The composition with one share multiplied, rounded down. */
export function exaggerated(composition: Composition, element: ElementSymbol, percent: number): Composition {
  return mapShares(composition, (share, symbol) => (symbol === element ? Math.floor((share * percent) / 100) : share));
}

function mapShares(composition: Composition, change: (share: number, symbol: ElementSymbol) => number): Composition {
  const entries = elements.map(({ symbol }) => {
    const share = composition[symbol];
    return [
      symbol,
      "partsPerHundredMillion" in share
        ? { partsPerHundredMillion: change(share.partsPerHundredMillion, symbol) }
        : share,
    ];
  });
  return Object.fromEntries(entries) as Composition;
}

function oxidesOf(deposit: DepositProfile, symbols: readonly ElementSymbol[], sharePartsPerMillion: number) {
  const profile: Partial<Record<ElementSymbol, number>> = depositTable.deposits[deposit];
  const whole = symbols.reduce((sum, symbol) => sum + (profile[symbol] ?? 0), 0);
  return (symbol: ElementSymbol) =>
    symbols.includes(symbol) ? scale(sharePartsPerMillion, profile[symbol] ?? 0, whole) : 0;
}

/** From oxides to elements; whole hundredths of a part per million, rounded down, so that nothing is declared that is not there. */
function compose(
  oxidePartsPerMillion: (symbol: ElementSymbol) => number,
  limitPartsPerMillion: () => number,
): Composition {
  const entries = elements.map(({ symbol, oxideFactor }) => {
    const share = Math.floor((hundredths * oxidePartsPerMillion(symbol) * 10_000) / oxideFactor);
    if (share > 0) return [symbol, { partsPerHundredMillion: share }];
    const limit = hundredths * (symbol === "Pm" ? promethiumLimit : Math.ceil(limitPartsPerMillion()));
    return [symbol, { detectionLimit: limit }];
  });
  return Object.fromEntries(entries) as Composition;
}

function scale(whole: number, part: number, of: number): number {
  // Percentages have two decimals at most; thousandths make them exact integers.
  return (whole * Math.round(part * 1_000)) / Math.round(of * 1_000);
}
