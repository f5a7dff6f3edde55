import papaparse from "papaparse";
import { countryOf, gramsOf, isValue, monthOf, shown } from "./statistic-cells.ts";
import { type Column, type Places, placesIn } from "./statistic-columns.ts";
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

/** Indicators of Eurostat's Comext: how a net mass is written, in digits behind the unit down to a gram; what is a value; and what is neither. */
const masses: Readonly<Record<string, 3 | 5>> = { QUANTITY_KG: 3, QUANTITY_IN_100KG: 5 };
const values: readonly string[] = ["VALUE_EUR", "VALUE_IN_EUROS"];
const otherIndicators: readonly string[] = ["SUPPLEMENTARY_QUANTITY", "QUANTITY_SUPPL_UNIT"];
/** Groups of countries that Eurostat has as reporters and partners, such as EU27_2020 or EXT_EU27_2020: sums of others. */
const groupOfCountries = /^(?:(?:EXT|INT)_)?(?:EU|EA)(?:[0-9_][0-9A-Z_]*)?$/;

const flows: Readonly<Record<string, TradeFigure["flow"]>> = {
  m: "import",
  import: "import",
  imports: "import",
  x: "export",
  export: "export",
  exports: "export",
};
/** Numbers of flows, as Eurostat has them. */
const numberedFlows: Readonly<Record<string, TradeFigure["flow"]>> = { "1": "import", "2": "export" };
/** Parts of imports and exports that the totals count already. */
const partsOfFlows = ["rx", "rm", "re-export", "re-import", "re-exports", "re-imports"];
/** The sum over all partners. */
const world = ["w00", "wld", "world", "0"];

/**
 * Reads monthly customs statistics: CSV with a header as UN Comtrade or Eurostat gives it, or with the columns flow, hs, reporter, partner, month,
 * net_kg and value. Separators may be commas, semicolons or tabs. Sums over all partners or over groups of countries, re-exports, which exports
 * count already, and what Eurostat keeps secret are skipped.
 */
export function readTradeStatistics(text: string): ReadStatistics {
  const { data } = papaparse.parse<string[]>(text.replace(/^\uFEFF/, ""), { skipEmptyLines: false });
  const [header, ...lines] = data;
  const places = placesIn(header ?? []);
  if (typeof places === "string") return refused(1, places);
  if (lines.length > mostLines + 1) return refused(1, `the file has more than ${mostLines} lines`);
  const figures = new Map<string, Collected>();
  const faults: StatisticFault[] = [];
  let skipped = 0;
  for (const [index, cells] of lines.entries()) {
    const line = index + 2;
    if (cells.every((cell) => cell.trim() === "")) continue;
    const read = readLine(cells, places);
    const fault = typeof read === "string" ? read : collect(figures, read, line);
    if (fault === "skipped") skipped++;
    else if (fault !== undefined) faults.push({ line, message: fault });
    if (faults.length === mostFaults) break;
  }
  if (faults.length > 0) return { outcome: "refused", faults };
  const whole = [...figures.values()].flatMap(({ lines: _lines, grams, ...figure }) =>
    grams === undefined ? [] : [{ ...figure, grams }],
  );
  // A value without a mass is nothing to compare with grams.
  if (whole.length > 0) return { outcome: "read", figures: whole, skipped: skipped + figures.size - whole.length };
  return figures.size === 0
    ? refused(1, "the file has no figure")
    : refused(1, `the file has values and no net mass: import ${Object.keys(masses).join(" or ")} with them`);
}

type Route = Pick<TradeFigure, "flow" | "hs" | "reporter" | "partner" | "month">;
/** What a line says of a route: net mass, value, or both. */
type Said = Route & { grams?: bigint; value?: string | null };
/** What lines said of a route so far, and which line said what. */
type Collected = Omit<ReadFigure, "grams"> & { grams?: bigint; lines: { grams?: number; value?: number } };

/** Puts what a line says to what others said of the route. @returns What is wrong with it. */
function collect(figures: Map<string, Collected>, said: Said, line: number): string | undefined {
  const { grams, value, ...route } = said;
  const key = [route.flow, route.hs, route.reporter, route.partner, route.month].join(" ");
  const figure = figures.get(key) ?? { ...route, line, value: null, lines: {} };
  const earlier =
    (grams === undefined ? undefined : figure.lines.grams) ?? (value === undefined ? undefined : figure.lines.value);
  if (earlier !== undefined) return `line ${earlier} has a figure of the same goods, route and month`;
  figures.set(key, {
    ...figure,
    ...(grams !== undefined && { grams, line }),
    ...(value !== undefined && { value }),
    lines: {
      ...figure.lines,
      ...(grams !== undefined && { grams: line }),
      ...(value !== undefined && { value: line }),
    },
  });
  return undefined;
}

/** @returns What the line says; "skipped" for a sum; otherwise what is wrong. */
function readLine(cells: readonly string[], { layout, at, breakdowns: parts }: Places): Said | string {
  const cell = (column: Column): string => cells[at[column] ?? -1]?.trim() ?? "";
  const flowText = cell("flow").toLowerCase();
  if (partsOfFlows.includes(flowText) || world.includes(cell("partner").toLowerCase())) return "skipped";
  if (layout === "long" && [cell("reporter"), cell("partner")].some((code) => groupOfCountries.test(code)))
    return "skipped";
  const part = parts.find(
    ({ at: place, total }) => !total.includes((cells[place] ?? "").trim().toLowerCase() || (total[0] ?? "")),
  );
  if (part !== undefined)
    return `it is a part of a total (${shown(part.name)} is ${shown(cells[part.at] ?? "")}); import totals`;
  const flow = flows[flowText] ?? (layout === "long" ? numberedFlows[flowText] : undefined);
  if (flow === undefined)
    return `${shown(cell("flow"))} is no flow: write ${layout === "long" ? "1 or 2" : "M or X"}, import or export`;
  const hs = cell("hs");
  if (!/^[0-9]{4}(?:[0-9]{2}){0,3}$/.test(hs))
    return `${shown(hs)} is no code of the Harmonized System of 4, 6, 8 or 10 digits`;
  const reporter = countryOf(cell("reporter"));
  if (reporter === undefined) return `${shown(cell("reporter"))} is no country of ISO 3166-1 (reporter)`;
  const partner = countryOf(cell("partner"));
  if (partner === undefined) return `${shown(cell("partner"))} is no country of ISO 3166-1 (partner)`;
  if (reporter === partner) return `${reporter} is reporter and partner`;
  if (!["", "M"].includes(cell("frequency"))) return `${shown(cell("frequency"))} is no frequency: import months (M)`;
  const month = monthOf(cell("month"));
  if (month === undefined) return `${shown(cell("month"))} is no month: write 2026-01 or 202601`;
  const said = layout === "long" ? observed(cell) : amounts(cell);
  return typeof said === "string" ? said : { flow, hs, reporter, partner, month, ...said };
}

type Cell = (column: Column) => string;

/** Net mass and value of a line that has both. */
function amounts(cell: Cell): Pick<Said, "grams" | "value"> | string {
  const grams = gramsOf(cell("netKilograms"), 3);
  if (grams === undefined) return `${shown(cell("netKilograms"))} is no net mass in kilograms, such as 12500.5`;
  const value = cell("value");
  if (value !== "" && !isValue(value)) return `${shown(value)} is no value, such as 125000.5`;
  return { grams, value: value === "" ? null : value };
}

/** The one thing that a line of Eurostat's says. What it keeps secret has no figure. */
function observed(cell: Cell): Pick<Said, "grams" | "value"> | string {
  const [indicator, observation] = [cell("indicator").toUpperCase(), cell("observation")];
  const digits = masses[indicator];
  const isKnown = digits !== undefined || values.includes(indicator);
  if (otherIndicators.includes(indicator)) return "skipped";
  if (!isKnown)
    return `${shown(cell("indicator"))} is no indicator that is read: ${[...Object.keys(masses), ...values].join(", ")}`;
  if (observation === "" || observation === ":") return "skipped";
  if (digits === undefined)
    return isValue(observation) ? { value: observation } : `${shown(observation)} is no value, such as 125000.5`;
  const grams = gramsOf(observation, digits);
  return grams === undefined ? `${shown(observation)} is no net mass (${indicator}), such as 125.05` : { grams };
}

function refused(line: number, message: string): ReadStatistics {
  return { outcome: "refused", faults: [{ line, message }] };
}
