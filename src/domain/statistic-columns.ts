/** Names of columns, in lower case and without what is neither letter nor digit: those of UN Comtrade, of Eurostat, and plain ones. */
const columns = {
  flow: ["flow", "flowcode", "tradeflow", "tradeflowcode"],
  hs: ["hs", "hscode", "cmdcode", "commoditycode", "commodity", "product"],
  reporter: ["reporter", "reporteriso", "reportercountry"],
  partner: ["partner", "partneriso", "partnercountry"],
  month: ["month", "period", "timeperiod"],
  netKilograms: ["netkg", "netwgt", "netweightkg", "netweight", "quantitykg"],
  value: ["value", "primaryvalue", "tradevalue", "tradevalueusd"],
  frequency: ["freq"],
  indicator: ["indicators", "indicator"],
  observation: ["obsvalue"],
} as const;
export type Column = keyof typeof columns;
const ofRoute = ["flow", "hs", "reporter", "partner", "month"] as const;
/** What a header names at least: of a table with a line a figure, and of one with a line an indicator. */
const needed = { wide: [...ofRoute, "netKilograms"], long: [...ofRoute, "indicator", "observation"] } as const;

/** Columns of UN Comtrade by which a total is broken down, and what they hold in the total itself. */
const breakdowns: Readonly<Record<string, readonly string[]>> = {
  partner2code: ["0"],
  customscode: ["c00"],
  motcode: ["0"],
  moscode: ["0"],
};

/** Where a file has what. */
export interface Places {
  /** A line a figure, or a line an indicator. */
  layout: keyof typeof needed;
  at: Partial<Record<Column, number>>;
  breakdowns: { at: number; total: readonly string[]; name: string }[];
}

/** Finds columns by a file's header. @returns What is wrong with it, where it misses any. */
export function placesIn(header: readonly string[]): Places | string {
  const names = header.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ""));
  const at: Places["at"] = {};
  for (const [column, known] of Object.entries(columns) as [Column, readonly string[]][]) {
    // UN Comtrade has numbers of countries under "reporterCode" and letters under "reporterISO": each name is looked for in turn.
    const place = known.map((name) => names.indexOf(name)).find((index) => index >= 0);
    if (place !== undefined) at[column] = place;
  }
  const layout = at.indicator === undefined && at.observation === undefined ? "wide" : "long";
  const missing = needed[layout].filter((column) => at[column] === undefined);
  if (missing.length > 0) {
    return `the header names no column for ${missing.map((column) => columns[column][0]).join(", ")}`;
  }
  const parts = Object.entries(breakdowns).flatMap(([name, total]) =>
    names.includes(name) ? [{ at: names.indexOf(name), total, name: header[names.indexOf(name)] ?? name }] : [],
  );
  return { layout, at, breakdowns: parts };
}
