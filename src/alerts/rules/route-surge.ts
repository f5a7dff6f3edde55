import { formatGrams } from "../../domain/amounts.ts";
import { monthsBetween, surgeLimit, surgeMonthsLeast, surgeMonthsMost } from "../../domain/surge.ts";
import type { Json } from "../../statements/codec.ts";
import type { RuleMemory } from "../memory.ts";
import { defineRule } from "../rule.ts";

type Series = { [month: string]: string };

/** A route carries far more in a month than it used to: more than median and median absolute deviation of its own months explain. */
export const routeSurge = defineRule<
  "route-surge",
  { route: string; month: string; grams: string; usualGrams: string; limitGrams: string; series: Series }
>({
  name: "route-surge",
  severity: "serious",
  title: { en: "Surge of a route", zh: "运输路线货量激增" },
  words: ({ route, month, grams, usualGrams }) => ({
    en: `Route ${route} carried ${formatGrams(BigInt(grams))} in ${month} so far; usual is ${formatGrams(BigInt(usualGrams))} a month.`,
    zh: `路线 ${route} 在 ${month} 已运输 ${formatGrams(BigInt(grams))}；通常每月为 ${formatGrams(BigInt(usualGrams))}。`,
  }),
  judge(event, _facts, memory) {
    if (event.type !== "statement" || event.moves?.how !== "sent") return [];
    const { fromCountry, toCountry, lots, holder } = event.moves;
    // By the ledger's time: a sender could spread a surge over months by what it states.
    const month = monthOf(event.timestamp);
    // What came before the first month that the ledger knows was not nothing, but unknown.
    const first = memory.get<string>("first month") ?? month;
    if (month <= first) memory.set("first month", month);
    if (fromCountry === toCountry) return [];
    const route = `${fromCountry}-${toCountry}`;
    const series = grown(
      memory,
      route,
      month,
      lots.reduce((sum, line) => sum + line.grams, 0n),
    );
    const before = monthsBetween(first, month).slice(-surgeMonthsMost);
    // Months of the same surge are no measure of what is usual.
    const surged = memory.get<string[]>(`surge ${route}`) ?? [];
    const usual = before.filter((at) => !surged.includes(at)).map((at) => BigInt(series[at] ?? "0"));
    if (usual.length < surgeMonthsLeast) return [];
    const { median, limit } = surgeLimit(usual);
    const grams = BigInt(series[month] ?? "0");
    if (grams <= limit || surged.includes(month)) return [];
    memory.set(`surge ${route}`, [...surged, month]);
    // The month after a surge goes on with it: one cause.
    if (surged.includes(before.at(-1) ?? "")) return [];
    return [
      {
        cause: `${route} ${month}`,
        subject: { type: "route", id: route },
        statements: [event.digest],
        organisations: [holder],
        countries: [fromCountry, toCountry],
        evidence: {
          route,
          month,
          grams: grams.toString(),
          usualGrams: median.toString(),
          limitGrams: limit.toString(),
          series: Object.fromEntries([...before, month].map((at) => [at, series[at] ?? "0"])),
        },
      },
    ];
  },
});

function grown(memory: RuleMemory, route: string, month: string, grams: bigint): Series {
  const before = memory.get<Series>(route) ?? {};
  const series = { ...before, [month]: (BigInt(before[month] ?? "0") + grams).toString() };
  memory.set(route, series satisfies Json);
  return series;
}

/** @param seconds Unix time. @returns Such as 2026-01. */
function monthOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().slice(0, 7);
}
