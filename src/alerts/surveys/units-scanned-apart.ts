import type { Hex } from "../../domain/hex.ts";
import type { LocalisedText } from "../../domain/localised-text.ts";
import { type CloneSign, cloneSignsOf, type UnitScan } from "../../domain/unit-scans.ts";
import { UnitRepository } from "../../store/repositories/unit-repository.ts";
import { defineSurvey } from "../survey.ts";
import { lotFacts } from "./lot-facts.ts";

const signWords: Record<CloneSign, LocalisedText> = {
  "impossible-travel": { en: "was scanned in two countries within two hours", zh: "在两小时内于两个国家被扫描" },
  "many-places": {
    en: "was scanned in more countries within a month than goods pass",
    zh: "一个月内被扫描的国家多于货物通常途经的数量",
  },
  "after-the-end": { en: "was scanned after the lot was used up", zh: "在批次用尽后仍被扫描" },
};

/** The code of a gram was scanned where that one gram cannot have been: the code was copied. One alert a lot and sign. */
export const unitsScannedApart = defineSurvey<
  "units-scanned-apart",
  { lot: string; lotNumber: string; gram: number; sign: CloneSign; countries: string[] }
>({
  name: "units-scanned-apart",
  severity: "warning",
  title: { en: "Gram code scanned far apart", zh: "克码在相距遥远处被扫描" },
  words: ({ lotNumber, gram, sign, countries }) => ({
    en: `The code of gram ${gram} of lot ${lotNumber} ${signWords[sign].en} (${countries.join(", ")}).`,
    zh: `批次 ${lotNumber} 第 ${gram} 克的代码${signWords[sign].zh}（${countries.join("、")}）。`,
  }),
  async look(db, memory) {
    const since = memory.get<number>("hour") ?? 0;
    const grams = await db
      .selectFrom("unit_scan")
      .select(["lot", "gram", ({ fn }) => fn.max("hour").as("hour")])
      .where("hour", ">=", BigInt(since))
      .groupBy(["lot", "gram"])
      .orderBy("lot")
      .orderBy("gram")
      .execute();
    if (grams.length === 0) return [];
    const units = new UnitRepository(db);
    const lots = await lotFacts(
      db,
      grams.map(({ lot }) => lot),
    );
    const found = [];
    for (const { lot: id, gram } of grams) {
      const lot = lots.get(id);
      if (lot === undefined) continue;
      const scans = (await units.scans(id as Hex, gram)).toReversed();
      for (const sign of cloneSignsOf(scans)) {
        const { at, seen } = firstSeen(scans, sign);
        found.push({
          at: at * 3_600,
          blockNumber: lot.blockNumber,
          finding: {
            cause: `${id} ${sign}`,
            subject: { type: "lot" as const, id: lot.id },
            statements: [lot.declaration],
            organisations: [lot.producer],
            countries: [lot.country, ...seen],
            evidence: { lot: id, lotNumber: lot.lotNumber, gram: Number(gram), sign, countries: seen },
          },
        });
      }
    }
    memory.set("hour", Math.max(...grams.map(({ hour }) => Number(hour))));
    return found;
  },
});

/** When the sign was there first, and the countries seen by then. */
function firstSeen(scans: readonly UnitScan[], sign: CloneSign): { at: number; seen: string[] } {
  const byTime = scans.toSorted((a, b) => a.hour - b.hour);
  const count = byTime.findIndex((_, index) => cloneSignsOf(byTime.slice(0, index + 1)).includes(sign)) + 1;
  const until = byTime.slice(0, count);
  return { at: until.at(-1)?.hour ?? 0, seen: [...new Set(until.map(({ country }) => country))] };
}
