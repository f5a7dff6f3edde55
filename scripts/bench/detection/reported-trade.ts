import type { Kysely } from "kysely";
import type { TradeFigure } from "../../../src/domain/trade-statistics.ts";
import type { Database } from "../../../src/store/database.ts";
import { StatisticRepository } from "../../../src/store/repositories/statistic-repository.ts";
import { normal, seeded } from "../fingerprint/random.ts";
import { addressOf, hashOf } from "./goods.ts";
import { firstDay } from "./times.ts";

const countries = [
  "AU",
  "BR",
  "CN",
  "DE",
  "EE",
  "ES",
  "FR",
  "GB",
  "IN",
  "JP",
  "KR",
  "MM",
  "MX",
  "MY",
  "NL",
  "TH",
  "US",
  "VN",
];
const honestRoutes = 200;
const months = 36;
/** The first month of smuggling: that of `smuggledFrom`, counted from the first month of statistics. */
const smuggledMonth = 24;

/** Routes on which somebody smuggles, by the survey that is there to find it. Each such as CN-TH. */
type SmuggledRoutes = Readonly<Record<"mirror-gap" | "reported-surge", ReadonlySet<string>>>;

/**
 * Brings in three years of what customs on both sides of made-up routes report. Goods are at sea for a month, and customs round and reclassify;
 * in the third year some importers report a part of what comes, and some routes carry more for five months.
 * @param smuggled How many routes of each kind.
 */
export async function reportTrade(db: Kysely<Database>, smuggled: number): Promise<SmuggledRoutes> {
  const random = seeded(20_260_204);
  const routes = countries
    .flatMap((from) => countries.filter((to) => to !== from).map((to) => ({ from, to, order: random() })))
    .sort((a, b) => a.order - b.order)
    .slice(0, honestRoutes + 2 * smuggled);
  const figures = routes.flatMap(({ from, to }, index) => {
    const isSurge = index < smuggled;
    const isGap = !isSurge && index < 2 * smuggled;
    const begins = smuggledMonth + Math.floor(random() * 6);
    const isBegun = (month: number): boolean => month >= begins && month < begins + 5;
    const times = isSurge ? 1.5 + 10 * random() : 1;
    const kept = isGap ? 0.05 + 0.9 * random() : 0;
    const usualTonnes = 30 * Math.exp(normal(random));
    const offset = Math.exp(0.1 * normal(random));
    const sent = Array.from({ length: months }, (_, month) => {
      return usualTonnes * Math.exp(0.35 * normal(random)) * (isBegun(month) ? times : 1);
    });
    return sent.flatMap((tonnes, month) => {
      const arrived = ((tonnes + (sent[month - 1] ?? tonnes)) / 2) * offset * Math.exp(0.05 * normal(random));
      const told = arrived * (isBegun(month) ? 1 - kept : 1);
      return [figure("export", from, to, month, tonnes), figure("import", to, from, month, told)];
    });
  });
  const file = { document: hashOf(7), name: "made up", organisation: addressOf(800), key: addressOf(800), at: 0n };
  await new StatisticRepository(db).add(
    file,
    figures.map((each, index) => ({ ...each, line: index + 2, isOwn: true })),
  );
  const named = routes.map(({ from, to }) => `${from}-${to}`);
  return {
    "reported-surge": new Set(named.slice(0, smuggled)),
    "mirror-gap": new Set(named.slice(smuggled, 2 * smuggled)),
  };
}

/** @param month Counted from a year before the first day of trade. */
function figure(
  flow: TradeFigure["flow"],
  reporter: string,
  partner: string,
  month: number,
  tonnes: number,
): TradeFigure {
  const first = new Date(firstDay * 1_000);
  const name = new Date(Date.UTC(first.getUTCFullYear() - 1, month, 1)).toISOString().slice(0, 7);
  const grams = BigInt(Math.round(tonnes * 1_000)) * 1_000n;
  return { flow, hs: "2846", reporter, partner, month: name, grams, value: null };
}
