import { type AssayMismatch, assayCompared } from "./assay-comparison.ts";
import { radioactiveSymbols } from "./composition.ts";
import { elementSymbols } from "./elements.ts";
import type { Form } from "./form.ts";
import { goodsCodesOf } from "./goods-codes.ts";
import type { SomeShares } from "./some-shares.ts";

/** What was found of goods at the border. What was not looked at is left out. */
export interface Inspected {
  /** Where they were found (ISO 3166-1 alpha-2). */
  country: string;
  /** Number of the seal; null where there was none. */
  seal?: string | null;
  /** Code of the Harmonized System, six digits or more. */
  goodsCode?: string;
  /** Country of origin on the label. */
  labelOrigin?: string;
  grossGrams?: bigint;
  netGrams?: bigint;
  /** What a laboratory found of the elements that it looked for. */
  assay?: SomeShares;
}

/** A lot as far as an inspection can show it. */
export interface StatedLot {
  lotNumber: string;
  form: Form;
  /** Rare earths as declared, thorium and uranium as assayed; without those that the ledger does not know. */
  shares: SomeShares;
  /** Countries that its rare earths come from; empty where the ledger cannot tell. */
  origins: readonly string[];
  /** Where it was made into what it is: packing it anew makes nothing. */
  madeIn: readonly string[];
}

/** What the ledger says of the goods: what was sent in a consignment, or a lot of which some may be there. */
export type StatedGoods =
  | {
      by: "consignment";
      lots: readonly StatedLot[];
      /** Sent. */
      grams: bigint;
      seal: string | null;
      /** Countries that it leaves, passes and reaches. */
      countries: readonly string[];
    }
  | {
      by: "lot";
      lots: readonly [StatedLot];
      /** All that was declared of it. */
      grams: bigint;
    };

/** What can be compared. */
export const comparisons = [
  ...(["country", "seal", "net", "gross", "label-origin", "goods-code"] as const),
  ...(["assay", "radioactive"] as const),
] as const;
export type Comparison = (typeof comparisons)[number];

/** Where what was found is not what the ledger says, with the figures of both. */
export type Mismatch =
  | { mismatch: "country-off-route"; found: string; stated: readonly string[] }
  | { mismatch: "seal-differs"; found: string | null; stated: string | null }
  | { mismatch: "net-differs"; foundGrams: bigint; statedGrams: bigint; toleranceGrams: bigint }
  | { mismatch: "net-above-lot"; foundGrams: bigint; statedGrams: bigint; toleranceGrams: bigint }
  | { mismatch: "net-above-gross"; netGrams: bigint; grossGrams: bigint }
  | { mismatch: "gross-below-stated"; foundGrams: bigint; statedGrams: bigint; toleranceGrams: bigint }
  | { mismatch: "label-differs"; found: string; origins: readonly string[]; madeIn: readonly string[] }
  | { mismatch: "goods-code-differs"; found: string; forms: readonly Form[]; stated: readonly string[] }
  | AssayMismatch;

/** What an inspection comes to. */
export interface InspectionResult {
  /** What could be compared, in the order of `comparisons`: of the rest nothing is said. */
  compared: Comparison[];
  mismatches: Mismatch[];
}

/** Grams that differ by as much are no mismatch: half a percent is what custody lets a line lack at first. */
export const usualToleranceBasisPoints = 50;
/** Wet goods weigh some percent more than the dry grams of the ledger, and no goods a fifth more. */
export const mostToleranceBasisPoints = 2_000;
/** Shares that differ by as much are no mismatch: a twentieth is what the ledger lets an assay that conforms differ at first. */
export const usualAssayToleranceBasisPoints = 500;
/** What is measured through a package, or at the surface, is a third off at times; what is half off says nothing. */
export const mostAssayToleranceBasisPoints = 5_000;

/** By how much what was found may differ from what is stated, in basis points of that; a difference of exactly that is within it. */
export interface Tolerances {
  weight: number;
  /** Of a share, and of any share by `leastShareTolerance`. */
  assay: number;
}

/** Compares what was found with what the ledger says. */
export function compareInspection(found: Inspected, stated: StatedGoods, tolerances: Tolerances): InspectionResult {
  const toleranceGrams = (stated.grams * BigInt(tolerances.weight)) / 10_000n;
  const { assay = {} } = found;
  const compared = [
    countryCompared(found, stated),
    sealCompared(found, stated),
    netCompared(found, stated, toleranceGrams),
    grossCompared(found, stated, toleranceGrams),
    labelCompared(found, stated),
    goodsCodeCompared(found, stated),
    assayCompared(assay, stated.lots, elementSymbols, tolerances.assay),
    assayCompared(assay, stated.lots, radioactiveSymbols, tolerances.assay),
  ];
  return {
    compared: comparisons.filter((_, index) => compared[index] !== undefined),
    mismatches: compared.flatMap((mismatches) => mismatches ?? []),
  };
}

/** Mismatches of one comparison; undefined where one side of it is missing. */
type Compared = Mismatch[] | undefined;

function countryCompared({ country }: Inspected, stated: StatedGoods): Compared {
  if (stated.by !== "consignment") return undefined;
  if (stated.countries.includes(country)) return [];
  return [{ mismatch: "country-off-route", found: country, stated: stated.countries }];
}

function sealCompared({ seal }: Inspected, stated: StatedGoods): Compared {
  if (seal === undefined || stated.by !== "consignment") return undefined;
  if (plain(seal) === plain(stated.seal)) return [];
  return [{ mismatch: "seal-differs", found: seal, stated: stated.seal }];
}

/** A seal's number as it counts: people write it with hyphens and spaces, or without. */
function plain(seal: string | null): string | null {
  return seal && (seal.toUpperCase().replace(/[\s/-]/g, "") || seal);
}

/** Of a lot there may be less than was declared of it: only more cannot be. */
function netCompared({ netGrams }: Inspected, { by, grams }: StatedGoods, toleranceGrams: bigint): Compared {
  if (netGrams === undefined) return undefined;
  const figures = { foundGrams: netGrams, statedGrams: grams, toleranceGrams };
  if (netGrams > grams + toleranceGrams)
    return [{ mismatch: by === "lot" ? "net-above-lot" : "net-differs", ...figures }];
  return by === "consignment" && netGrams + toleranceGrams < grams ? [{ mismatch: "net-differs", ...figures }] : [];
}

/** Goods weigh no more than with what they are packed in. What was not weighed net cannot hold what was sent if all of it weighs less. */
function grossCompared({ grossGrams, netGrams }: Inspected, stated: StatedGoods, toleranceGrams: bigint): Compared {
  if (grossGrams === undefined) return undefined;
  if (netGrams !== undefined)
    return netGrams > grossGrams ? [{ mismatch: "net-above-gross", netGrams, grossGrams }] : [];
  if (stated.by !== "consignment") return undefined;
  if (grossGrams + toleranceGrams >= stated.grams) return [];
  return [{ mismatch: "gross-below-stated", foundGrams: grossGrams, statedGrams: stated.grams, toleranceGrams }];
}

/** A label may name where the rare earths come from, or where the goods became what they are: customs law knows both. */
function labelCompared({ labelOrigin }: Inspected, { lots }: StatedGoods): Compared {
  if (labelOrigin === undefined || lots.some(({ origins }) => origins.length === 0)) return undefined;
  const [origins, madeIn] = [together(lots, "origins"), together(lots, "madeIn")];
  if (origins.includes(labelOrigin) || madeIn.includes(labelOrigin)) return [];
  return [{ mismatch: "label-differs", found: labelOrigin, origins, madeIn }];
}

function goodsCodeCompared({ goodsCode }: Inspected, { lots }: StatedGoods): Compared {
  if (goodsCode === undefined) return undefined;
  const forms = [...new Set(lots.map(({ form }) => form))];
  const stated = goodsCodesOf(forms);
  if (stated.some((code) => goodsCode.startsWith(code))) return [];
  return [{ mismatch: "goods-code-differs", found: goodsCode, forms, stated }];
}

function together(lots: readonly StatedLot[], of: "origins" | "madeIn"): string[] {
  return [...new Set(lots.flatMap((lot) => lot[of]))].sort();
}
