import table from "../../data/fingerprint-profiles.json" with { type: "json" };
import { type PatternAssay, patternElements } from "../../src/domain/fingerprint/assay.ts";
import { compare } from "../../src/domain/fingerprint/compare.ts";
import { type Fingerprint, fingerprint, untenableBelow } from "../../src/domain/fingerprint/fingerprint.ts";
import {
  type Profile,
  type ProfileRecord,
  profilesFrom,
  referenceProfiles,
} from "../../src/domain/fingerprint/profile.ts";
import { pairTable } from "./fingerprint/pairs.ts";
import { seeded } from "./fingerprint/random.ts";
import { mixed, publishedGroups, Simulation } from "./fingerprint/simulate.ts";
import { percentile } from "./percentile.ts";
import { type Row, row } from "./row.ts";

const suite = "fingerprint";
const records = table.profiles as readonly ProfileRecord[];
/** Parcels simulated for each row and deposit. */
const parcels = 400;
/** Whole fingerprints, blends included, for each deposit that is left out. */
const whole = 25;
const sizes = [3, 10, 30];
const usual = 10;

/** Measures how well origins are told apart; prints which pairs cannot be. */
export async function fingerprintRows(): Promise<Row[]> {
  const simulation = new Simulation(seeded(20_260_101), publishedGroups(records));
  const deposits = referenceProfiles.filter(({ centre, recycled }) => recycled !== true && centre.size >= 8);
  const rows = [
    row(suite, "false alarm percent", "%", falseAlarms(simulation, deposits, usual)),
    row(
      suite,
      "bayan obo declared as mountain pass detected percent",
      "%",
      detected(simulation, "mountain-pass", "bayan-obo", 1, usual),
    ),
    row(suite, "20 % longnan blend detected percent", "%", longnanBlend(simulation, usual)),
    row(suite, "unknown deposit recognised percent", "%", unknownRecognised(simulation, deposits)),
    ...speed(simulation, deposits),
    row(suite, "20 % longnan share within its interval percent", "%", longnanInterval(simulation)),
    row(suite, "single rock samples held out, false alarm percent", "%", heldOut()),
  ];
  for (const samples of sizes.filter((size) => size !== usual))
    rows.push(
      row(suite, `false alarm percent, parcels of ${samples} samples`, "%", falseAlarms(simulation, deposits, samples)),
      row(
        suite,
        `bayan obo declared as mountain pass detected percent, parcels of ${samples} samples`,
        "%",
        detected(simulation, "mountain-pass", "bayan-obo", 1, samples),
      ),
      row(
        suite,
        `20 % longnan blend detected percent, parcels of ${samples} samples`,
        "%",
        longnanBlend(simulation, samples),
      ),
    );
  console.log("\nPercent of foreign material from which 95 % of parcels are found out (–: never):");
  console.log(pairTable(simulation, deposits, usual).join("\n"));
  return rows;
}

function profileOf(id: string): Profile {
  const found = referenceProfiles.find((profile) => profile.id === id);
  if (found === undefined) throw new Error(`No profile ${id}`);
  return found;
}

function untenable(assay: PatternAssay, declared: Profile): boolean {
  const comparison = compare(assay, declared);
  return comparison !== undefined && comparison.probability < untenableBelow;
}

/** Percent of honest parcels whose declared origin is called untenable. */
function falseAlarms(simulation: Simulation, deposits: readonly Profile[], samples: number): number {
  const each = deposits.map((profile) => {
    let alarms = 0;
    for (let n = 0; n < parcels; n++)
      if (untenable(simulation.assay(simulation.parcel(profile, samples)), profile)) alarms++;
    return { id: profile.id, percent: (100 * alarms) / parcels };
  });
  const worst = each.reduce((a, b) => (b.percent > a.percent ? b : a));
  console.log(`False alarms, parcels of ${samples} samples: most for ${worst.id}, ${worst.percent.toFixed(2)} %.`);
  return each.reduce((sum, { percent }) => sum + percent, 0) / each.length;
}

/** Percent of parcels found out that are declared as one deposit and have a share of another. */
function detected(simulation: Simulation, declared: string, foreign: string, share: number, samples: number): number {
  let found = 0;
  for (let n = 0; n < parcels; n++) {
    const honest = simulation.parcel(profileOf(declared), samples);
    const truth = mixed(honest, simulation.parcel(profileOf(foreign), samples), share);
    if (untenable(simulation.assay(truth), profileOf(declared))) found++;
  }
  return (100 * found) / parcels;
}

const bases = ["bayan-obo", "mountain-pass", "mount-weld"];

function longnanBlend(simulation: Simulation, samples: number): number {
  return bases.reduce((sum, base) => sum + detected(simulation, base, "longnan", 0.2, samples), 0) / bases.length;
}

/** Percent of the blends whose best mixture is the right one, with 20 % within its interval. */
function longnanInterval(simulation: Simulation): number {
  let right = 0;
  let all = 0;
  for (const base of bases)
    for (let n = 0; n < whole; n++) {
      const truth = mixed(
        simulation.parcel(profileOf(base), usual),
        simulation.parcel(profileOf("longnan"), usual),
        0.2,
      );
      const answer = fingerprint(simulation.assay(truth), [base]);
      all++;
      if (answer.kind !== "compared" || answer.mixture === undefined) continue;
      const { first, second, from, to } = answer.mixture;
      const [low, high] = first.id === "longnan" ? [1 - to, 1 - from] : [from, to];
      const pair = [first.id, second.id];
      if (pair.includes(base) && pair.includes("longnan") && low <= 0.2 && high >= 0.2) right++;
    }
  return (100 * right) / all;
}

/** Percent of parcels of a deposit left out of the library of which it is said that no known profile fits. */
function unknownRecognised(simulation: Simulation, deposits: readonly Profile[]): number {
  const each = deposits.map((profile) => {
    const place = placeOf(profile);
    const library = referenceProfiles.filter((other) => placeOf(other) !== place);
    let recognised = 0;
    let none = 0;
    for (let n = 0; n < whole; n++) {
      const answer = fingerprint(simulation.assay(simulation.parcel(profile, usual)), [], library);
      if (nothingFits(answer)) recognised++;
      if (answer.kind === "compared" && answer.consistent.length === 0) none++;
    }
    console.log(
      `Left out: ${profile.id}: no profile and no blend fits ${(100 * recognised) / whole} %, no single profile ${(100 * none) / whole} %.`,
    );
    return (100 * recognised) / whole;
  });
  return each.reduce((sum, percent) => sum + percent, 0) / each.length;
}

function nothingFits(answer: Fingerprint): boolean {
  return answer.kind === "compared" && answer.noKnownProfileFits;
}

/** Profiles of one place go together. */
function placeOf({ name }: Profile): string {
  return name.split(",")[0] ?? name;
}

/** What a whole fingerprint takes: median by the clock, and mean of the processor's time, which other processes do not disturb. */
function speed(simulation: Simulation, deposits: readonly Profile[]): Row[] {
  const assays = Array.from({ length: 3 }, () =>
    deposits.map((profile) => simulation.assay(simulation.parcel(profile, usual))),
  ).flat();
  const before = process.cpuUsage();
  const took = assays.map((assay) => {
    const started = performance.now();
    fingerprint(assay, ["mountain-pass"]);
    return performance.now() - started;
  });
  const { user, system } = process.cpuUsage(before);
  return [
    row(suite, "fingerprint ms", "ms", percentile(took, 50)),
    row(suite, "fingerprint processor ms", "ms", (user + system) / 1000 / assays.length),
  ];
}

/** Percent of real rock samples that are called untenable for their own place, each left out of its profile in turn. */
function heldOut(): number {
  let alarms = 0;
  let all = 0;
  for (const record of records) {
    const { samples = [], recycled } = record;
    if (samples.length < 4 || recycled === true) continue;
    for (const { id, values } of samples) {
      const [profile] = profilesFrom([{ ...record, samples: samples.filter((sample) => sample.id !== id) }]);
      const readings: PatternAssay["readings"] = {};
      for (const element of patternElements) {
        const partsPerMillion = values[element];
        if (partsPerMillion !== undefined) readings[element] = { partsPerMillion, relativeUncertainty: 0.05 };
      }
      all++;
      if (profile !== undefined && untenable({ form: "ore", readings }, profile)) alarms++;
    }
  }
  console.log(`Held out: ${alarms} of ${all} rock samples.`);
  return (100 * alarms) / all;
}
