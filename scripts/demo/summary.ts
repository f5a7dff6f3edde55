import type { Language } from "../../src/cli/language.ts";
import { verdictLines } from "../../src/cli/verdict-lines.ts";
import { formatGrams } from "../../src/domain/amounts.ts";
import { type ElementSymbol, elementSymbols } from "../../src/domain/elements.ts";
import type { Conclusion } from "../../src/domain/verdict.ts";
import type { Outcome } from "./attempts.ts";
import type { Story } from "./story.ts";
import type { Verified } from "./verify-all.ts";
import type { Lot, World } from "./world.ts";

interface Summary {
  world: World;
  acts: number;
  story: Story;
  outcomes: Outcome[];
  verified: Verified;
}

/** What the demo says in the end, and everything that did not go as expected. */
export function summarise(run: Summary, seconds: number, language: Language): { text: string; complaints: string[] } {
  const complaints = [...attemptComplaints(run.outcomes), ...verdictComplaints(run), ...bookComplaints(run.verified)];
  const text = [
    "",
    heading(`The verdict on lot ${run.story.travelled.plan.number}, in full`),
    ...verdictLines(run.verified.shown, language),
    "",
    heading("Totals"),
    ...totals(run, seconds),
    "",
    heading("Attempts at fraud"),
    ...attemptTable(run.outcomes),
    "",
    complaints.length === 0 ? "Everything went as expected." : `${complaints.length} things did not go as expected.`,
  ].join("\n");
  return { text, complaints };
}

function heading(title: string): string {
  return `── ${title} ${"─".repeat(Math.max(3, 76 - title.length))}`;
}

function totals({ world, acts, story, outcomes, verified }: Summary, seconds: number): string[] {
  const lots = [...world.lots.values()];
  const certified = lots.filter((lot) => lot !== story.undecided && lot !== story.rejected);
  const mass = certified.reduce((sum, lot) => sum + lot.plan.massGrams, 0n);
  const road = certified.reduce((sum, lot) => sum + world.books.onTheRoad(lot.id), 0n);
  const short = certified.reduce((sum, lot) => sum + world.books.shortage(lot.id), 0n);
  const conclusions = [...Map.groupBy(verified.verdicts.values(), ({ conclusion }) => conclusion)];
  return [
    `organisations   ${Object.keys(world.organisations).length}, set up in ${acts} acts of governance`,
    `statements      ${world.road.carried} signed, included and indexed`,
    `lots            ${lots.length} declared, ${certified.length} certified, ${formatGrams(mass)}`,
    `                ${formatGrams(road)} on the road, ${formatGrams(short)} lost on it`,
    `deliveries      ${story.consignments} consignments, ${story.handOvers} handovers`,
    `contained       ${contained(certified)}`,
    `verdicts        ${conclusions.map(([conclusion, of]) => `${of.length} ${conclusion}`).join(", ")}`,
    `refused         ${outcomes.filter(({ asExpected }) => asExpected).length} of ${outcomes.length} attempts at fraud`,
    `time            ${seconds.toFixed(1)} s`,
  ];
}

/** What the certified lots hold of the elements that magnets are made of. */
function contained(lots: readonly Lot[]): string {
  const gramsOf = (symbol: ElementSymbol) =>
    lots.reduce((sum, { plan }) => {
      const share = plan.composition[symbol];
      return "partsPerMillion" in share ? sum + (plan.massGrams * BigInt(share.partsPerMillion)) / 1_000_000n : sum;
    }, 0n);
  return elementSymbols
    .filter((symbol) => ["Pr", "Nd", "Tb", "Dy"].includes(symbol))
    .map((symbol) => `${symbol} ${formatGrams(gramsOf(symbol))}`)
    .join(", ");
}

function attemptTable(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap(({ title, refusal, asExpected }) => {
    const mark = asExpected ? "✔" : "✘";
    if (refusal === undefined) return [`${mark} ${title}`, "    NOT REFUSED"];
    const { by, name, reason } = refusal;
    return [`${mark} ${title}`, `    ${by}: ${name}${reason && ` (${reason})`}`];
  });
}

function attemptComplaints(outcomes: readonly Outcome[]): string[] {
  return outcomes
    .filter(({ asExpected }) => !asExpected)
    .map(({ title, refusal }) => `${title}: ${refusal === undefined ? "not refused" : `refused as ${refusal.name}`}`);
}

function verdictComplaints({ world, story, verified }: Summary): string[] {
  return [...world.lots].flatMap(([number, lot]) => {
    const verdict = verified.verdicts.get(number);
    if (verdict === undefined) return [`lot ${number} was not verified`];
    const expected = expectedConclusion(lot, story);
    const onTheRoad = verdict.whereabouts
      .filter(({ state }) => state === "on-the-road")
      .reduce((sum, { grams }) => sum + BigInt(grams), 0n);
    return [
      ...(verdict.conclusion === expected
        ? []
        : [`lot ${number}: expected ${expected}, found ${verdict.conclusion}: ${verdict.summary.en}`]),
      ...(onTheRoad === world.books.onTheRoad(lot.id)
        ? []
        : [`lot ${number}: the verdict has ${onTheRoad} g on the road`]),
      ...(BigInt(verdict.shortGrams) === world.books.shortage(lot.id)
        ? []
        : [`lot ${number}: the verdict misses ${verdict.shortGrams} g`]),
    ];
  });
}

function expectedConclusion(lot: Lot, story: Story): Conclusion {
  if (lot === story.rejected) return "rejected";
  return lot === story.undecided ? "not-certified" : "valid";
}

function bookComplaints({ discrepancies }: Verified): string[] {
  return discrepancies.map(
    ({ lot, where, expected, found }) => `${where} should hold ${expected} g of lot ${lot}, and holds ${found} g`,
  );
}
