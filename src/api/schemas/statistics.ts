import { z } from "zod";
import { gapKinds } from "../../domain/trade-statistics.ts";
import { visibleObject } from "../visibility.ts";
import { localisedText } from "./localised-text.ts";
import { address, count, country, hash } from "./scalars.ts";

const month = z.string().regex(/^(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])$/, "expected a month, such as 2026-01");
const grams = z.string().regex(/^[0-9]+$/);

/** A month in a query. */
export const monthParameter = month;

const file = {
  document: hash("Keccak-256 of the file, under which it is kept as evidence"),
  name: z.string().meta({ description: "What it is, in the words of whoever brought it" }),
  organisation: address("Authority that brought it"),
  at: z.int().min(0).meta({ description: "When (Unix milliseconds)" }),
  figures: count("Figures that were read of it"),
};

/** What became of a file of statistics. */
export const storedStatistics = visibleObject({
  public: { ...file, skipped: count("Lines that are sums or parts of others, and were left out") },
}).meta({ id: "StoredStatistics" });

/** Files of statistics, the newest first. */
export const statisticFiles = visibleObject({
  public: { items: z.array(visibleObject({ public: file }).meta({ id: "StatisticFile" })) },
}).meta({ id: "StatisticFiles" });

const hs = z.string().meta({ description: "Code of the Harmonized System" });
const route = { hs, from: country("Country of departure"), to: country("Country of destination"), month };

const mirrorRow = visibleObject({
  public: {
    ...route,
    certifiedOutGrams: grams.meta({ description: "Left under certificates, by the ledger's time" }),
    certifiedInGrams: grams.meta({ description: "Arrived under certificates in the month" }),
    exportedGrams: grams
      .nullable()
      .meta({ description: "Exports as the country of departure reports them; null where it reports none" }),
    importedGrams: grams.nullable().meta({ description: "Imports as the country of destination reports them" }),
  },
}).meta({ id: "MirrorRow" });

const mirrorGap = visibleObject({
  public: {
    ...route,
    kind: z.enum(gapKinds).meta({
      description:
        "reports-differ: both customs report other masses. certified-beyond-reports: more left under certificates than either reports",
    }),
    moreGrams: grams.meta({ description: "The larger figure of the three months that end with the month" }),
    lessGrams: grams.meta({ description: "The smaller one" }),
  },
}).meta({ id: "MirrorGap" });

/** Trade statistics beside the ledger. */
export const mirrorStatistics = visibleObject({
  public: {
    goods: z.array(
      visibleObject({
        public: {
          hs,
          words: localisedText,
          isMixed: z.boolean().meta({ description: "Whether other goods are counted under the code too" }),
        },
      }).meta({ id: "StatisticalGoods" }),
    ),
    rows: z.array(mirrorRow).meta({ description: "By goods, route and month" }),
    gaps: z.array(mirrorGap).meta({ description: "The first month of each gap in a year" }),
  },
}).meta({ id: "MirrorStatistics" });
