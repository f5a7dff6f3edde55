import type { Language } from "../../src/cli/language.ts";
import { verdictLines } from "../../src/cli/verdict-lines.ts";
import type { Footprint } from "../../src/client/answers.ts";
import { formatFootprint, formatGrams } from "../../src/domain/amounts.ts";
import { whole } from "../../src/domain/composition.ts";
import { type ElementSymbol, elementSymbols } from "../../src/domain/elements.ts";
import type { CarbonSource } from "../../src/domain/embodied-carbon.ts";
import type { Conclusion } from "../../src/domain/verdict.ts";
import { processWords } from "../../src/domain/words.ts";
import { type Group, groups, type Outcome } from "./attempt.ts";
import type { Told } from "./border/telling.ts";
import { type Smuggling, smugglingLines } from "./smuggling.ts";
import type { Story } from "./story.ts";
import type { Verified } from "./verify-all.ts";
import type { VerifiedFiles } from "./verify-files.ts";
import type { Lot, World } from "./world.ts";

interface Summary {
  world: World;
  acts: number;
  story: Story;
  outcomes: Outcome[];
  smuggling: Smuggling;
  border: Told;
  verified: Verified;
  files: VerifiedFiles;
}

/** What the demo says in the end, and everything that did not go as expected. */
export function summarise(run: Summary, seconds: number, language: Language): { text: string; complaints: string[] } {
  const complaints = [
    ...attemptComplaints(run.outcomes),
    ...run.smuggling.complaints,
    ...run.border.complaints,
    ...verdictComplaints(run),
    ...bookComplaints(run.verified),
    ...fileComplaints(run),
  ];
  const text = [
    "",
    heading(`The verdict on lot ${run.story.travelled.plan.number}, in full`),
    ...verdictLines(run.verified.shown, language),
    "",
    heading("Where its carbon comes from"),
    ...footprintLines(run.verified.footprint, language),
    "",
    heading("Totals"),
    ...totals(run, seconds),
    "",
    heading("Attempts at fraud"),
    ...attemptTable(run.outcomes),
    "",
    heading("A smuggling case, and its evidence"),
    ...smugglingLines(run.smuggling, language),
    "",
    heading("At the border"),
    ...run.border.lines,
    "",
    complaints.length === 0 ? "Everything went as expected." : `${complaints.length} things did not go as expected.`,
  ].join("\n");
  return { text, complaints };
}

function heading(title: string): string {
  return `── ${title} ${"─".repeat(Math.max(3, 76 - title.length))}`;
}

const sourceWords: Record<CarbonSource, Record<Language, string>> = {
  cradle: { en: "mining, as declared of the ore", zh: "采矿（矿石申报值）" },
  process: { en: "", zh: "" },
  transport: { en: "transport to ", zh: "运输至" },
  "carried-over": { en: "carried over", zh: "结转" },
  "declared-above": { en: "declared above the share, by ", zh: "高于份额的申报：" },
};

/** The footprint by step, from the ground up; what rounding up adds is joined to the step that it belongs to. */
function footprintLines({ parts, footprintGramsPerKilogram }: Footprint, language: Language): string[] {
  const told = parts.filter(({ gramsPerKilogram }) => gramsPerKilogram > 0);
  const lines = told.map(({ source, process, gramsPerKilogram }) => {
    const done = process === null ? "" : processWords[process][language];
    const percent = ((gramsPerKilogram * 100) / footprintGramsPerKilogram).toFixed(1).padStart(5);
    return `${formatFootprint(gramsPerKilogram).padStart(20)} ${percent} %  ${sourceWords[source][language]}${done}`;
  });
  return [
    ...lines,
    `${formatFootprint(footprintGramsPerKilogram).padStart(20)} 100.0 %  ${language === "en" ? "in all" : "合计"}`,
  ];
}

function totals({ world, acts, story, outcomes, verified, files }: Summary, seconds: number): string[] {
  const lots = [...world.lots.values()];
  const certified = lots.filter((lot) => lot !== story.undecided && lot !== story.rejected);
  const rooted = certified.filter(({ plan }) => plan.quota !== null);
  const mass = rooted.reduce((sum, lot) => sum + lot.plan.massGrams, 0n);
  const road = certified.reduce((sum, lot) => sum + world.books.onTheRoad(lot.id), 0n);
  const short = certified.reduce((sum, lot) => sum + world.books.shortage(lot.id), 0n);
  const disputed = certified.reduce((sum, lot) => sum + world.books.disputed(lot.id), 0n);
  const conclusions = [...Map.groupBy(verified.verdicts.values(), ({ conclusion }) => conclusion)];
  return [
    `organisations   ${Object.keys(world.organisations).length}, set up in ${acts} acts of governance`,
    `statements      ${world.road.carried} signed, included and indexed`,
    `lots            ${lots.length} declared, ${certified.length} certified; ${formatGrams(mass)} without parents`,
    `                ${formatGrams(road)} on the road, ${formatGrams(short)} lost on it, ${formatGrams(disputed)} in dispute`,
    `deliveries      ${story.consignments} consignments, ${story.handOvers} handovers`,
    `contained       ${contained(rooted)}`,
    `verdicts        ${conclusions.map(([conclusion, of]) => `${of.length} ${conclusion}`).join(", ")}`,
    `files           ${filesLine(files)}`,
    `refused         ${outcomes.filter(({ asExpected }) => asExpected).length} of ${outcomes.length} attempts at fraud, or made good`,
    `time            ${seconds.toFixed(1)} s`,
  ];
}

function filesLine({ verified, words, largestBytes }: VerifiedFiles): string {
  const [first] = verified.values();
  const whose =
    first?.standing === "sealed"
      ? `sealed by ${first.signers.length} of ${first.validators}`
      : "by the operator's word";
  return `${verified.size} verified offline, ${whose} (${words}); the largest has ${Math.ceil(largestBytes / 1024)} KB`;
}

/** Files have to come to what the service says. */
function fileComplaints({ verified, files }: Summary): string[] {
  return [...files.verified].flatMap(([number, { verdict, standing }]) => {
    const live = verified.verdicts.get(number);
    const isSame =
      live?.conclusion === verdict.conclusion &&
      live.checks.every(({ id, status }, index) => {
        const check = verdict.checks[index];
        return check?.id === id && check.status === status;
      });
    return isSame && standing !== "unknown"
      ? []
      : [
          `lot ${number}: its file comes to ${verdict.conclusion} (${standing}), and the service to ${live?.conclusion}`,
        ];
  });
}

/** What the certified lots without parents hold of the elements that magnets are made of. */
function contained(lots: readonly Lot[]): string {
  const gramsOf = (symbol: ElementSymbol) =>
    lots.reduce((sum, { plan }) => {
      const share = plan.composition[symbol];
      return "partsPerHundredMillion" in share
        ? sum + (plan.massGrams * BigInt(share.partsPerHundredMillion)) / BigInt(whole)
        : sum;
    }, 0n);
  return elementSymbols
    .filter((symbol) => ["Pr", "Nd", "Tb", "Dy"].includes(symbol))
    .map((symbol) => `${symbol} ${formatGrams(gramsOf(symbol))}`)
    .join(", ");
}

const groupTitles: Record<Group, string> = {
  mass: "Mass: more metal than there is",
  carbon: "Carbon: cleaner than it is",
  examination: "Examination: who may say what a lot is",
  custody: "Custody: whose the grams are",
  papers: "Papers: what a lot says of itself",
};

function attemptTable(outcomes: readonly Outcome[]): string[] {
  return groups.flatMap((group) => [
    groupTitles[group],
    ...outcomes.filter((outcome) => outcome.group === group).flatMap(attemptLines),
  ]);
}

function attemptLines({ title, refusal, madeGood, asExpected }: Outcome): string[] {
  const mark = asExpected ? "✔" : "✘";
  if (madeGood !== undefined) return [`  ${mark} ${title}`, `      made good: ${madeGood}`];
  if (refusal === undefined) return [`  ${mark} ${title}`, "      NOT REFUSED"];
  const { by, name, reason } = refusal;
  return [`  ${mark} ${title}`, `      ${by}: ${name}${reason && ` (${reason})`}`];
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
      ...(BigInt(verdict.disputedGrams) === world.books.disputed(lot.id)
        ? []
        : [`lot ${number}: the verdict has ${verdict.disputedGrams} g in dispute`]),
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
