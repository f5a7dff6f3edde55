import { formatGrams } from "../../domain/amounts.ts";
import { type GapKind, gapKey, mirror, mirrorGaps, statisticalGoods } from "../../domain/trade-statistics.ts";
import { StatisticRepository } from "../../store/repositories/statistic-repository.ts";
import { defineSurvey } from "../survey.ts";
import { endOf } from "./month-end.ts";

/**
 * Trade statistics of both sides of a route differ, or more left under certificates than either side reports: over three months, and told once a
 * year, route and kind of goods.
 */
export const mirrorGap = defineSurvey<
  "mirror-gap",
  {
    route: string;
    hs: string;
    month: string;
    kind: GapKind;
    moreGrams: string;
    lessGrams: string;
    exportedGrams: string | null;
    importedGrams: string | null;
    certifiedGrams: string;
  }
>({
  name: "mirror-gap",
  severity: "warning",
  title: { en: "Gap between trade statistics", zh: "贸易统计存在缺口" },
  words: ({ route, hs, month, kind, ...grams }) => {
    const [more, less] = [formatGrams(BigInt(grams.moreGrams)), formatGrams(BigInt(grams.lessGrams))];
    const goods = statisticalGoods.find((each) => each.hs === hs)?.words ?? { en: "goods", zh: "货物" };
    return kind === "reports-differ"
      ? {
          en: `Of ${goods.en} (HS ${hs}) on route ${route}, one side reports ${more} and the other ${less} in the three months to ${month}.`,
          zh: `路线 ${route} 的${goods.zh}（HS ${hs}），截至 ${month} 的三个月内，一方报告 ${more}，另一方报告 ${less}。`,
        }
      : {
          en: `Of ${goods.en} (HS ${hs}), ${more} left on route ${route} under certificates in the three months to ${month}, and customs report ${less}.`,
          zh: `路线 ${route} 的${goods.zh}（HS ${hs}），截至 ${month} 的三个月内凭证书运出 ${more}，而海关报告 ${less}。`,
        };
  },
  async look(db, memory) {
    const statistics = new StatisticRepository(db);
    // What the ledger adds to a month that was reported comes with the next figures: months are reported when they are over.
    const newest = await statistics.newest();
    if (newest === 0n || memory.get("file") === newest.toString()) return [];
    memory.set("file", newest.toString());
    const everything = { countries: "every" } as const;
    const [figures, flows] = [await statistics.figures(everything), await statistics.certified(everything)];
    return mirrorGaps(mirror(figures, flows)).map((gap) => {
      const { kind, row, moreGrams, lessGrams } = gap;
      const route = `${row.from}-${row.to}`;
      return {
        at: endOf(row.month),
        blockNumber: 0n,
        finding: {
          cause: gapKey(gap),
          subject: { type: "route" as const, id: route },
          statements: [],
          organisations: [],
          countries: [row.from, row.to],
          evidence: {
            ...{ route, hs: row.hs, month: row.month, kind },
            moreGrams: moreGrams.toString(),
            lessGrams: lessGrams.toString(),
            exportedGrams: row.exported?.toString() ?? null,
            importedGrams: row.imported?.toString() ?? null,
            certifiedGrams: row.certifiedOut.toString(),
          },
        },
      };
    });
  },
});
