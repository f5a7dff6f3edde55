import type { Form } from "./form.ts";
import type { LocalisedText } from "./localised-text.ts";
import { monthsBetween, surgeLimit, surgeMonthsLeast, surgeMonthsMost } from "./surge.ts";

/** Goods as customs statistics count them (Harmonized System, 2022). */
export interface StatisticalGoods {
  /** Code of the Harmonized System. */
  hs: string;
  /** Forms of the ledger that are declared under it. */
  forms: readonly Form[];
  words: LocalisedText;
  /** Whether other goods are counted under the code too: then a figure says nothing against the ledger's. */
  isMixed: boolean;
}

/**
 * What the ledger's goods are declared as. Magnets of metal (850511) and minerals (253090) have codes that other goods share, so their figures
 * are shown and not judged against certificates.
 */
export const statisticalGoods: readonly StatisticalGoods[] = [
  {
    hs: "2846",
    forms: ["mixed-compound", "separated-oxide"],
    words: { en: "compounds of rare earths", zh: "稀土化合物" },
    isMixed: false,
  },
  { hs: "280530", forms: ["metal", "alloy"], words: { en: "rare-earth metals", zh: "稀土金属" }, isMixed: false },
  { hs: "850511", forms: ["magnet"], words: { en: "magnets of metal", zh: "金属永磁体" }, isMixed: true },
  { hs: "253090", forms: ["ore", "concentrate"], words: { en: "other minerals", zh: "其他矿物" }, isMixed: true },
];

/** A figure of monthly trade statistics. */
export interface TradeFigure {
  flow: "import" | "export";
  /** Code of the Harmonized System, four to ten digits. */
  hs: string;
  /** Country whose customs counted (ISO 3166-1 alpha-2), and the other one. */
  reporter: string;
  partner: string;
  /** Such as 2026-01. */
  month: string;
  /** Net mass. */
  grams: bigint;
  /** As written, in the statistics' own currency; null where there is none. */
  value: string | null;
}

/** What the ledger says went from one country to another in a month. */
export interface CertifiedFlow {
  form: Form;
  from: string;
  to: string;
  month: string;
  /** Grams that left in the month, and grams that arrived in it. */
  leftGrams: bigint;
  arrivedGrams: bigint;
}

/** One month of one route, as each side says it. Grams; null where nobody said anything. */
export interface MirrorRow {
  hs: string;
  from: string;
  to: string;
  month: string;
  /** Left, and arrived, under certificates of the ledger. */
  certifiedOut: bigint;
  certifiedIn: bigint;
  /** Exports that the country of departure reports, imports that the country of destination reports. */
  exported: bigint | null;
  imported: bigint | null;
}

/** What does not fit of a route: what both sides report, or certificates beyond what is reported. */
export const gapKinds = ["reports-differ", "certified-beyond-reports"] as const;
export type GapKind = (typeof gapKinds)[number];

/** A gap of a route, over three months that end with a month. Grams. */
export interface MirrorGap {
  kind: GapKind;
  row: MirrorRow;
  /** The larger figure of three months, and the smaller. */
  moreGrams: bigint;
  lessGrams: bigint;
}

/** Goods are at sea for weeks, so a single month of one side is never that of the other. */
const MONTHS = 3;
/** Customs round, reclassify and learn late: what differs by less than a quarter is usual between two honest sides. */
const USUAL_PERCENT = 25n;
const LEAST_GRAMS = 20_000_000n;

/** Puts side by side what the ledger and both customs say, by goods, route and month, in that order. */
export function mirror(figures: readonly TradeFigure[], flows: readonly CertifiedFlow[]): MirrorRow[] {
  const rows = new Map<string, MirrorRow>();
  const rowOf = (hs: string, from: string, to: string, month: string): MirrorRow => {
    const key = `${hs} ${from}-${to} ${month}`;
    const row = rows.get(key) ?? {
      hs,
      from,
      to,
      month,
      certifiedOut: 0n,
      certifiedIn: 0n,
      exported: null,
      imported: null,
    };
    rows.set(key, row);
    return row;
  };
  for (const { form, from, to, month, leftGrams, arrivedGrams } of flows) {
    const goods = statisticalGoods.find(({ forms }) => forms.includes(form));
    if (goods === undefined || from === to) continue;
    const row = rowOf(goods.hs, from, to, month);
    row.certifiedOut += leftGrams;
    row.certifiedIn += arrivedGrams;
  }
  for (const goods of statisticalGoods)
    for (const [first, grams] of totals(figures.filter(({ hs }) => hs.startsWith(goods.hs)))) {
      const [from, to] = first.flow === "export" ? [first.reporter, first.partner] : [first.partner, first.reporter];
      const row = rowOf(goods.hs, from, to, first.month);
      if (first.flow === "export") row.exported = grams;
      else row.imported = grams;
    }
  return [...rows.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** One figure for each reporter, partner, flow and month: of a code and its parts the code counts, or else all its parts of one length. */
function totals(figures: readonly TradeFigure[]): [TradeFigure, bigint][] {
  const groups = Map.groupBy(
    figures,
    ({ flow, reporter, partner, month }) => `${flow} ${reporter} ${partner} ${month}`,
  );
  return [...groups.values()].flatMap((group): [TradeFigure, bigint][] => {
    const digits = Math.min(...group.map(({ hs }) => hs.length));
    const counted = group.filter(({ hs }) => hs.length === digits);
    const [first] = counted;
    return first === undefined ? [] : [[first, counted.reduce((sum, { grams }) => sum + grams, 0n)]];
  });
}

/**
 * Gaps of routes, each at the first month of a year in which it is found: a gap that goes on is one.
 * @param rows As `mirror` gives them.
 */
export function mirrorGaps(rows: readonly MirrorRow[]): MirrorGap[] {
  const byPlace = new Map(rows.map((row) => [keyOf(row), row]));
  const found = new Map<string, MirrorGap>();
  for (const row of rows) {
    const months = Array.from({ length: MONTHS }, (_, back) =>
      byPlace.get(keyOf({ ...row, month: monthBefore(row.month, back) })),
    );
    for (const gap of [reportsDiffer(row, months), beyondReports(row, months)]) {
      if (gap === undefined) continue;
      const key = gapKey(gap);
      if (!found.has(key)) found.set(key, gap);
    }
  }
  return [...found.values()];
}

/** A route of which its customs report far more in a month than in its months before. Grams. */
export interface ReportedSurge {
  hs: string;
  from: string;
  to: string;
  month: string;
  grams: bigint;
  usualGrams: bigint;
  limitGrams: bigint;
  /** Months before and this one, such as 2026-01. */
  series: readonly (readonly [month: string, grams: bigint])[];
}

/**
 * Surges of routes by what is reported: imports, or exports where no imports are. The first month of each; months that go on with it are one.
 * @param rows As `mirror` gives them. A month without a report between others carried nothing.
 */
export function reportedSurges(rows: readonly MirrorRow[]): ReportedSurge[] {
  const routes = Map.groupBy(
    rows.filter(({ hs, imported, exported }) => !isMixed(hs) && (imported !== null || exported !== null)),
    ({ hs, from, to }) => `${hs} ${from}-${to}`,
  );
  return [...routes.values()].flatMap((route) => surgesOf(route));
}

function surgesOf(route: readonly MirrorRow[]): ReportedSurge[] {
  const side = route.some(({ imported }) => imported !== null) ? "imported" : "exported";
  const reported = new Map(route.flatMap((row) => (row[side] === null ? [] : [[row.month, row[side]] as const])));
  const [first, last] = [[...reported.keys()][0], [...reported.keys()].at(-1)];
  const [row] = route;
  if (first === undefined || last === undefined || row === undefined) return [];
  const months = [...monthsBetween(first, last), last];
  const surged = new Set<string>();
  return months.flatMap((month, index) => {
    const before = months.slice(Math.max(0, index - surgeMonthsMost), index);
    const usual = before.filter((each) => !surged.has(each)).map((each) => reported.get(each) ?? 0n);
    if (usual.length < surgeMonthsLeast) return [];
    const { median, limit } = surgeLimit(usual);
    const grams = reported.get(month) ?? 0n;
    if (grams <= limit) return [];
    surged.add(month);
    if (surged.has(before.at(-1) ?? "")) return [];
    const { hs, from, to } = row;
    const series = [...before, month].map((each) => [each, reported.get(each) ?? 0n] as const);
    return [{ hs, from, to, month, grams, usualGrams: median, limitGrams: limit, series }];
  });
}

function isMixed(hs: string): boolean {
  return statisticalGoods.find((goods) => goods.hs === hs)?.isMixed ?? true;
}

/** What makes a gap the same one: its kind, goods and route, and the year. */
export function gapKey({ kind, row: { hs, from, to, month } }: MirrorGap): string {
  return `${kind} ${hs} ${from}-${to} ${month.slice(0, 4)}`;
}

function reportsDiffer(row: MirrorRow, months: readonly (MirrorRow | undefined)[]): MirrorGap | undefined {
  const exported = sumOf(months, "exported");
  const imported = sumOf(months, "imported");
  if (exported === undefined || imported === undefined) return undefined;
  const [moreGrams, lessGrams] = exported > imported ? [exported, imported] : [imported, exported];
  return isGap(moreGrams, lessGrams) ? { kind: "reports-differ", row, moreGrams, lessGrams } : undefined;
}

/** Certificates cover a part of trade: less than what is reported is usual, more is not. */
function beyondReports(row: MirrorRow, months: readonly (MirrorRow | undefined)[]): MirrorGap | undefined {
  if (isMixed(row.hs)) return undefined;
  const reported = [sumOf(months, "exported"), sumOf(months, "imported")].flatMap((grams) => grams ?? []);
  const [first, ...others] = reported;
  if (first === undefined) return undefined;
  const lessGrams = others.reduce((most, grams) => (grams > most ? grams : most), first);
  const moreGrams = months.reduce((sum, each) => sum + (each?.certifiedOut ?? 0n), 0n);
  return isGap(moreGrams, lessGrams) ? { kind: "certified-beyond-reports", row, moreGrams, lessGrams } : undefined;
}

function isGap(more: bigint, less: bigint): boolean {
  const gap = more - less;
  return gap > LEAST_GRAMS && gap * 100n > more * USUAL_PERCENT;
}

/** @returns undefined unless there is a figure for each month. */
function sumOf(months: readonly (MirrorRow | undefined)[], side: "exported" | "imported"): bigint | undefined {
  let sum = 0n;
  for (const month of months) {
    const grams = month?.[side];
    if (grams == null) return undefined;
    sum += grams;
  }
  return sum;
}

/** @param month Such as 2026-01. */
function monthBefore(month: string, back: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const index = year * 12 + number - 1 - back;
  return `${String(Math.floor(index / 12)).padStart(4, "0")}-${String((index % 12) + 1).padStart(2, "0")}`;
}

const keyOf = ({ hs, from, to, month }: Pick<MirrorRow, "hs" | "from" | "to" | "month">): string =>
  `${hs} ${from}-${to} ${month}`;
