import { formatGrams } from "../../domain/amounts.ts";
import { mirror, reportedSurges } from "../../domain/trade-statistics.ts";
import { StatisticRepository } from "../../store/repositories/statistic-repository.ts";
import { defineSurvey } from "../survey.ts";
import { endOf } from "./month-end.ts";

/** By trade statistics a route carries far more in a month than in up to three years before: more than their own spread explains. */
export const reportedSurge = defineSurvey<
  "reported-surge",
  {
    route: string;
    hs: string;
    month: string;
    grams: string;
    usualGrams: string;
    limitGrams: string;
    series: { [month: string]: string };
  }
>({
  name: "reported-surge",
  severity: "serious",
  title: { en: "Surge of a route in trade statistics", zh: "贸易统计显示路线货量激增" },
  words: ({ route, hs, month, grams, usualGrams }) => ({
    en: `Customs report ${formatGrams(BigInt(grams))} on route ${route} in ${month} (HS ${hs}); usual is ${formatGrams(BigInt(usualGrams))} a month.`,
    zh: `海关报告路线 ${route} 在 ${month} 的货量为 ${formatGrams(BigInt(grams))}（HS ${hs}）；通常每月为 ${formatGrams(BigInt(usualGrams))}。`,
  }),
  async look(db, memory) {
    const statistics = new StatisticRepository(db);
    const newest = await statistics.newest();
    if (newest === 0n || memory.get("file") === newest.toString()) return [];
    memory.set("file", newest.toString());
    const rows = mirror(await statistics.figures({ countries: "every" }), []);
    return reportedSurges(rows).map(({ hs, from, to, month, series, ...grams }) => {
      const route = `${from}-${to}`;
      return {
        at: endOf(month),
        blockNumber: 0n,
        finding: {
          cause: `${hs} ${route} ${month}`,
          subject: { type: "route" as const, id: route },
          statements: [],
          organisations: [],
          countries: [from, to],
          evidence: {
            ...{ route, hs, month },
            grams: grams.grams.toString(),
            usualGrams: grams.usualGrams.toString(),
            limitGrams: grams.limitGrams.toString(),
            series: Object.fromEntries(series.map(([each, carried]) => [each, carried.toString()])),
          },
        },
      };
    });
  },
});
