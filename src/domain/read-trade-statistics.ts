import { iso31661 } from "iso-3166";
import papaparse from "papaparse";
import type { TradeFigure } from "./trade-statistics.ts";

/** A figure with its line in the file, from 1. */
export interface ReadFigure extends TradeFigure {
  line: number;
}

/** What is wrong with a line; line 1 is the header. */
export interface StatisticFault {
  line: number;
  message: string;
}

/** What was read of a file: all of it, or every line that keeps it from being read. */
export type ReadStatistics =
  | { outcome: "read"; figures: ReadFigure[]; skipped: number }
  | { outcome: "refused"; faults: StatisticFault[] };

/** Lines of one file, at most. */
export const mostLines = 20_000;
/** Faults that are told of one file: who made the same mistake everywhere needs no more. */
const mostFaults = 100;

/** Names of columns, in lower case and without what is neither letter nor digit: those of UN Comtrade, and plain ones. */
const columns = {
  flow: ["flow", "flowcode", "tradeflow", "tradeflowcode"],
  hs: ["hs", "hscode", "cmdcode", "commoditycode", "commodity", "product"],
  reporter: ["reporter", "reporteriso", "reportercountry"],
  partner: ["partner", "partneriso", "partnercountry"],
  month: ["month", "period", "timeperiod"],
  netKilograms: ["netkg", "netwgt", "netweightkg", "netweight", "quantitykg"],
  value: ["value", "primaryvalue", "tradevalue", "tradevalueusd"],
} as const;
type Column = keyof typeof columns;
const needed: readonly Column[] = ["flow", "hs", "reporter", "partner", "month", "netKilograms"];

/** Columns of UN Comtrade by which a total is broken down, and what they hold in the total itself. */
const breakdowns: Readonly<Record<string, readonly string[]>> = {
  partner2code: ["0"],
  customscode: ["c00"],
  motcode: ["0"],
  moscode: ["0"],
};

const flows: Readonly<Record<string, TradeFigure["flow"]>> = {
  m: "import",
  import: "import",
  imports: "import",
  x: "export",
  export: "export",
  exports: "export",
};
/** Parts of imports and exports that the totals count already. */
const partsOfFlows = ["rx", "rm", "re-export", "re-import", "re-exports", "re-imports"];
/** The sum over all partners. */
const world = ["w00", "wld", "world", "0"];

/**
 * Reads monthly customs statistics: CSV with a header as UN Comtrade gives it, or with the columns flow, hs, reporter, partner, month, net_kg
 * and value. Separators may be commas, semicolons or tabs. Sums over all partners, and re-exports, which exports count already, are skipped.
 */
export function readTradeStatistics(text: string): ReadStatistics {
  const { data } = papaparse.parse<string[]>(text.replace(/^\uFEFF/, ""), { skipEmptyLines: false });
  const [header, ...lines] = data;
  const places = placesIn(header ?? []);
  if ("faults" in places) return { outcome: "refused", faults: places.faults };
  if (lines.length > mostLines + 1) return refused(1, `the file has more than ${mostLines} lines`);
  const figures: ReadFigure[] = [];
  const faults: StatisticFault[] = [];
  const seen = new Map<string, number>();
  let skipped = 0;
  for (const [index, cells] of lines.entries()) {
    const line = index + 2;
    if (cells.every((cell) => cell.trim() === "")) continue;
    const read = readLine(cells, places, line);
    if (read === "skipped") skipped++;
    else if (typeof read === "string") faults.push({ line, message: read });
    else {
      const key = [read.flow, read.hs, read.reporter, read.partner, read.month].join(" ");
      const earlier = seen.get(key);
      if (earlier === undefined) figures.push(read);
      else faults.push({ line, message: `line ${earlier} has a figure of the same goods, route and month` });
      seen.set(key, earlier ?? line);
    }
    if (faults.length === mostFaults) break;
  }
  if (faults.length === 0 && figures.length === 0) return refused(1, "the file has no figure");
  return faults.length > 0 ? { outcome: "refused", faults } : { outcome: "read", figures, skipped };
}

interface Places {
  at: Partial<Record<Column, number>>;
  breakdowns: { at: number; total: readonly string[]; name: string }[];
}

function placesIn(header: readonly string[]): Places | { faults: StatisticFault[] } {
  const names = header.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ""));
  const at: Places["at"] = {};
  for (const [column, known] of Object.entries(columns) as [Column, readonly string[]][]) {
    // UN Comtrade has numbers of countries under "reporterCode" and letters under "reporterISO": each name is looked for in turn.
    const place = known.map((name) => names.indexOf(name)).find((index) => index >= 0);
    if (place !== undefined) at[column] = place;
  }
  const missing = needed.filter((column) => at[column] === undefined);
  if (missing.length > 0) {
    const message = `the header names no column for ${missing.map((column) => columns[column][0]).join(", ")}`;
    return { faults: [{ line: 1, message }] };
  }
  const parts = Object.entries(breakdowns).flatMap(([name, total]) =>
    names.includes(name) ? [{ at: names.indexOf(name), total, name: header[names.indexOf(name)] ?? name }] : [],
  );
  return { at, breakdowns: parts };
}

/** @returns The figure; "skipped" for a sum; otherwise what is wrong. */
function readLine(cells: readonly string[], { at, breakdowns: parts }: Places, line: number): ReadFigure | string {
  const cell = (column: Column): string => cells[at[column] ?? -1]?.trim() ?? "";
  const flowText = cell("flow").toLowerCase();
  if (partsOfFlows.includes(flowText) || world.includes(cell("partner").toLowerCase())) return "skipped";
  const part = parts.find(
    ({ at: place, total }) => !total.includes((cells[place] ?? "").trim().toLowerCase() || (total[0] ?? "")),
  );
  if (part !== undefined)
    return `it is a part of a total (${shown(part.name)} is ${shown(cells[part.at] ?? "")}); import totals`;
  const flow = flows[flowText];
  if (flow === undefined) return `${shown(cell("flow"))} is no flow: write M or X, import or export`;
  const hs = cell("hs");
  if (!/^[0-9]{4}(?:[0-9]{2}){0,3}$/.test(hs))
    return `${shown(hs)} is no code of the Harmonized System of 4, 6, 8 or 10 digits`;
  const reporter = countryOf(cell("reporter"));
  if (reporter === undefined) return `${shown(cell("reporter"))} is no country of ISO 3166-1 (reporter)`;
  const partner = countryOf(cell("partner"));
  if (partner === undefined) return `${shown(cell("partner"))} is no country of ISO 3166-1 (partner)`;
  if (reporter === partner) return `${reporter} is reporter and partner`;
  const month = monthOf(cell("month"));
  if (month === undefined) return `${shown(cell("month"))} is no month: write 2026-01 or 202601`;
  const grams = gramsOf(cell("netKilograms"));
  if (grams === undefined) return `${shown(cell("netKilograms"))} is no net mass in kilograms, such as 12500.5`;
  const value = cell("value");
  if (value !== "" && !/^[0-9]{1,15}(?:\.[0-9]{1,9})?$/.test(value))
    return `${shown(value)} is no value, such as 125000.5`;
  return { line, flow, hs, reporter, partner, month, grams, value: value === "" ? null : value };
}

function countryOf(text: string): string | undefined {
  const code = text.toUpperCase();
  return iso31661.find(({ alpha2, alpha3 }) => alpha2 === code || alpha3 === code)?.alpha2;
}

function monthOf(text: string): string | undefined {
  const [, year, month] = /^((?:19|20)[0-9]{2})-?(0[1-9]|1[0-2])$/.exec(text) ?? [];
  return year === undefined || month === undefined ? undefined : `${year}-${month}`;
}

/** Kilograms, of which a fraction finer than a gram is cut off. */
function gramsOf(text: string): bigint | undefined {
  const [, whole, fraction = ""] = /^([0-9]{1,12})(?:\.([0-9]{1,9}))?$/.exec(text) ?? [];
  return whole === undefined ? undefined : BigInt(whole) * 1_000n + BigInt(fraction.slice(0, 3).padEnd(3, "0"));
}

/** What somebody wrote, short enough to be told. */
function shown(text: string): string {
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}

function refused(line: number, message: string): ReadStatistics {
  return { outcome: "refused", faults: [{ line, message }] };
}
