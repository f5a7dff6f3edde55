import table from "../../../data/fingerprint-profiles.json" with { type: "json" };
import { elements } from "../elements.ts";
import { type PatternElement, patternElements } from "./assay.ts";
import { type Dispersion, rockDispersion, samplesInParcel } from "./dispersion.ts";

/** How good the evidence for a profile is, best first; what each means stands in data/fingerprint-profiles.json. */
export const evidences = [
  "samples read",
  "published means read",
  "published mean read",
  "tabulated, not checked",
] as const;
export type Evidence = (typeof evidences)[number];

/** A profile as governed data states it. */
export interface ProfileRecord {
  id: string;
  name: string;
  /** ISO 3166-1 alpha-2; empty for recycled material. */
  country: string;
  kind: string;
  /** Whether it describes material that is mined for rare earths, and not merely rock of the place. */
  producer: boolean;
  recycled?: boolean;
  evidence: Evidence;
  /** What was read, and what not. */
  source: string;
  note?: string;
  /** Why it is not compared with anything. */
  unusable?: string;
  basis: "element" | "oxide";
  /** Either one list of shares, in any unit of mass… */
  shares?: Partial<Record<PatternElement, number>>;
  /** …printed in steps of this (0 where finer than matters)… */
  resolution?: number;
  /** …where elements that are left out are below this, if that is known; */
  leftOutBelow?: number;
  /** or several samples, of the same elements each. */
  samples?: readonly { id: string; values: Partial<Record<PatternElement, number>> }[];
}

/** A profile ready to be compared. Logarithms are natural, of mass shares of the elements, up to a constant they share. */
export interface Profile extends Omit<ProfileRecord, "samples" | "shares"> {
  centre: ReadonlyMap<PatternElement, number>;
  /** Logarithm of the most that an element may have which is left out, as the centre's. */
  most: ReadonlyMap<PatternElement, number>;
  /** Variance of an element's logarithm by rounding. */
  rounding: ReadonlyMap<PatternElement, number>;
  /** How single samples of it stray. */
  dispersion: Dispersion;
  /** The centre is as uncertain as the mean of so many samples. */
  centreSamples: number;
}

/** The reference profiles of data/fingerprint-profiles.json that can be used. They are references, never proof. */
export const referenceProfiles: readonly Profile[] = profilesFrom(table.profiles as readonly ProfileRecord[]);

/** Prepares profiles, leaving out those that are marked as unusable. */
export function profilesFrom(records: readonly ProfileRecord[]): Profile[] {
  return records.filter(({ unusable }) => unusable === undefined).map(prepared);
}

function prepared({ samples, shares = {}, ...record }: ProfileRecord): Profile {
  const rows = samples?.map(({ values }) => values) ?? [shares];
  const centre = new Map<PatternElement, number>();
  const most = new Map<PatternElement, number>();
  const rounding = new Map<PatternElement, number>();
  for (const element of patternElements) {
    const asElement = record.basis === "oxide" ? Math.log(oxideFactor(element)) : 0;
    const logarithms = rows.flatMap((row) => (row[element] === undefined ? [] : [Math.log(row[element]) - asElement]));
    if (logarithms.length === rows.length) {
      centre.set(element, mean(logarithms));
      const step = (record.resolution ?? 0) / (shares[element] ?? Number.POSITIVE_INFINITY);
      if (step > 0) rounding.set(element, step ** 2 / 12);
    } else if (record.leftOutBelow !== undefined) most.set(element, Math.log(record.leftOutBelow) - asElement);
  }
  const dispersion = record.recycled === true ? own(rows, centre) : rockDispersion;
  // One published list stands for one parcel: nobody says of how many samples it is made.
  const centreSamples = samples?.length ?? samplesInParcel;
  return { ...record, centre, most, rounding, dispersion, centreSamples };
}

/** Scrap knows no light against heavy: what its own samples show is independent for each element. */
function own(
  rows: readonly Partial<Record<PatternElement, number>>[],
  centre: ReadonlyMap<PatternElement, number>,
): Dispersion {
  if (rows.length < 2) return rockDispersion;
  let squares = 0;
  for (const row of rows) {
    const away = [...centre].map(([element, at]) => Math.log(row[element] ?? 1) - at);
    const level = mean(away);
    squares += away.reduce((sum, value) => sum + (value - level) ** 2, 0);
  }
  return { modes: [0, 0, 0], remainder: Math.sqrt(squares / (rows.length - 1) / (centre.size - 1)) };
}

function oxideFactor(element: PatternElement): number {
  const found = elements.find(({ symbol }) => symbol === element);
  if (found === undefined) throw new Error(`No oxide factor of ${element}`);
  return found.oxideFactor / 10_000;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
