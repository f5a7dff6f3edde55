import type { Composition } from "../../src/domain/composition.ts";
import type { ElementSymbol } from "../../src/domain/elements.ts";
import type { Form } from "../../src/domain/form.ts";
import type { QuotaKind } from "../../src/domain/quota.ts";
import type { PartName } from "./cast.ts";
import { concentrateOf, type DepositProfile, magnetOf, separatedOxide } from "./compositions.ts";
import { elementwiseFootprint, type Footprint, publishedFootprint } from "./footprints.ts";

const tonne = 1_000_000n;
const kilogram = 1_000n;

/** A quota that the regulator grants. */
export interface PlannedQuota {
  holder: PartName;
  kind: QuotaKind;
  country: string;
  grams: bigint;
}

/** The quotas, by their names on the ledger. */
export const quotas = {
  "bayan-obo-2026": { holder: "steppeMine", kind: "extraction", country: "CN", grams: 600n * tonne },
  "longnan-2026": { holder: "clayMine", kind: "extraction", country: "CN", grams: 40n * tonne },
  "mountain-pass-2026": { holder: "mesaMine", kind: "extraction", country: "US", grams: 200n * tonne },
  "mount-weld-2026": { holder: "ridgeMine", kind: "extraction", country: "AU", grams: 200n * tonne },
  "opening-stock-light": { holder: "lightRefinery", kind: "opening-stock", country: "CN", grams: 120n * tonne },
  "opening-stock-heavy": { holder: "heavyRefinery", kind: "opening-stock", country: "CN", grams: 20n * tonne },
  "opening-stock-magnets": { holder: "magnetMaker", kind: "opening-stock", country: "DE", grams: 10n * tonne },
  "opening-stock-sonora": { holder: "packer", kind: "opening-stock", country: "TH", grams: 20n * tonne },
  "opening-stock-aoboshi": { holder: "easternRefinery", kind: "opening-stock", country: "JP", grams: 5n * tonne },
} as const satisfies Record<string, PlannedQuota>;

export type QuotaName = keyof typeof quotas;

/** Schemes, by number: the second asks for verified process emissions too. */
export const origin = 1;
export const originAndProcess = 2;

/** A lot as it is going to be declared. */
export interface PlannedLot {
  number: string;
  /** Null for what is made from other lots. */
  quota: QuotaName | null;
  scheme: typeof origin | typeof originAndProcess;
  form: Form;
  deposit: DepositProfile;
  massGrams: bigint;
  composition: Composition;
  footprint: Footprint;
}

const bayanObo: DepositProfile = "Bayan Obo (bastnaesite, Inner Mongolia, CN)";
const longnan: DepositProfile = "Longnan (ion-adsorption clay, heavy, Jiangxi, CN)";
const mountainPass: DepositProfile = "Mountain Pass (bastnaesite, California, US)";
const mountWeld: DepositProfile = "Mount Weld (monazite laterite, Western Australia, AU)";

/** Every lot of the story, as first declared. */
export function planLots(): PlannedLot[] {
  return [
    ...concentrates("BO-C", 8, "bayan-obo-2026", bayanObo, 600_000, 60n * tonne),
    ...concentrates("MP-C", 4, "mountain-pass-2026", mountainPass, 600_000, 40n * tonne),
    ...concentrates("MW-C", 4, "mount-weld-2026", mountWeld, 400_000, 40n * tonne),
    ...clays("LN-C", 6),
    ...oxides("BO-NdPr", 8, "opening-stock-light", bayanObo, ["Pr", "Nd"], 5n * tonne, originAndProcess),
    ...oxides("BO-La", 2, "opening-stock-light", bayanObo, ["La"], 10n * tonne, origin),
    ...oxides("BO-Ce", 2, "opening-stock-light", bayanObo, ["Ce"], 10n * tonne, origin),
    ...oxides("LN-Y", 2, "opening-stock-heavy", longnan, ["Y"], 5n * tonne, origin),
    ...oxides("LN-Dy", 2, "opening-stock-heavy", longnan, ["Dy"], 500n * kilogram, originAndProcess),
    ...oxides("LN-Tb", 1, "opening-stock-heavy", longnan, ["Tb"], 100n * kilogram, originAndProcess),
    ...oxides("LN-Ho", 1, "opening-stock-heavy", longnan, ["Ho"], 200n * kilogram, origin),
    ...oxides("LN-Gd", 1, "opening-stock-heavy", longnan, ["Gd"], 1n * tonne, origin),
    ...magnets("NdFeB-D", 3, "opening-stock-magnets", 2n * tonne),
    ...magnets("NdFeB-J", 2, "opening-stock-aoboshi", 1n * tonne),
  ];
}

/** Numbers of a series, `prefix-01` and on. */
export function series(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${String(index + 1).padStart(2, "0")}`);
}

function concentrates(
  prefix: string,
  count: number,
  quota: QuotaName,
  deposit: DepositProfile,
  grade: number,
  massGrams: bigint,
): PlannedLot[] {
  const composition = concentrateOf(deposit, grade);
  const footprint = elementwiseFootprint(composition);
  return series(prefix, count).map((number) => ({
    number,
    quota,
    scheme: origin,
    form: "concentrate",
    deposit,
    massGrams,
    composition,
    footprint,
  }));
}

function clays(prefix: string, count: number): PlannedLot[] {
  const composition = concentrateOf(longnan, 920_000);
  const footprint = publishedFootprint("mixed rare-earth oxides from ion-adsorption clay", 1);
  return series(prefix, count).map((number) => ({
    number,
    quota: "longnan-2026",
    scheme: origin,
    form: "concentrate",
    deposit: longnan,
    massGrams: 4n * tonne,
    composition,
    footprint,
  }));
}

function oxides(
  prefix: string,
  count: number,
  quota: QuotaName,
  deposit: DepositProfile,
  symbols: readonly ElementSymbol[],
  massGrams: bigint,
  scheme: PlannedLot["scheme"],
): PlannedLot[] {
  const composition = separatedOxide(deposit, symbols, 995_000);
  const footprint = elementwiseFootprint(composition);
  return series(prefix, count).map((number) => ({
    number,
    quota,
    scheme,
    form: "separated-oxide",
    deposit,
    massGrams,
    composition,
    footprint,
  }));
}

function magnets(prefix: string, count: number, quota: QuotaName, massGrams: bigint): PlannedLot[] {
  const composition = magnetOf(bayanObo, ["Pr", "Nd"], 300_000);
  const footprint = publishedFootprint("NdFeB magnet, virgin", 3);
  return series(prefix, count).map((number) => ({
    number,
    quota,
    scheme: originAndProcess,
    form: "magnet",
    deposit: bayanObo,
    massGrams,
    composition,
    footprint,
  }));
}
