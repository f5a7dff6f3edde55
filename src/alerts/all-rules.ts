import type { JsonObject } from "../statements/codec.ts";
import type { Rule } from "./rule.ts";
import { challengeOverdue } from "./rules/challenge-overdue.ts";
import { findingMade } from "./rules/finding-made.ts";
import { fingerprintAgainstOrigin } from "./rules/fingerprint-against-origin.ts";
import { impossibleTravel } from "./rules/impossible-travel.ts";
import { lotNumberTwice } from "./rules/lot-number-twice.ts";
import { movementRulesFailed } from "./rules/movement-rules-failed.ts";
import { originAgainstLedger } from "./rules/origin-against-ledger.ts";
import { originWithoutMine } from "./rules/origin-without-mine.ts";
import { outflowAboveInflow } from "./rules/outflow-above-inflow.ts";
import { passesEverything } from "./rules/passes-everything.ts";
import { permitNearlyUsed } from "./rules/permit-nearly-used.ts";
import { quotaNearlyUsed } from "./rules/quota-nearly-used.ts";
import { repackagedNowhere } from "./rules/repackaged-nowhere.ts";
import { restsOnTolerance } from "./rules/rests-on-tolerance.ts";
import { routeSurge } from "./rules/route-surge.ts";
import { sealBroken } from "./rules/seal-broken.ts";
import { smallParcels } from "./rules/small-parcels.ts";
import { weightLost } from "./rules/weight-lost.ts";
import { withdrawnNotMeasured } from "./rules/withdrawn-not-measured.ts";
import { yieldOutsideBand } from "./rules/yield-outside-band.ts";
import type { Survey } from "./survey.ts";
import { mirrorGap } from "./surveys/mirror-gap.ts";
import { reportedSurge } from "./surveys/reported-surge.ts";
import { unitsClaimedTwice } from "./surveys/units-claimed-twice.ts";
import { unitsScannedApart } from "./surveys/units-scanned-apart.ts";

const rules = [
  fingerprintAgainstOrigin,
  originWithoutMine,
  originAgainstLedger,
  lotNumberTwice,
  repackagedNowhere,
  findingMade,
  outflowAboveInflow,
  withdrawnNotMeasured,
  smallParcels,
  routeSurge,
  weightLost,
  impossibleTravel,
  sealBroken,
  movementRulesFailed,
  quotaNearlyUsed,
  permitNearlyUsed,
  challengeOverdue,
  yieldOutsideBand,
  restsOnTolerance,
  passesEverything,
] as const;

const surveys = [mirrorGap, reportedSurge, unitsScannedApart, unitsClaimedTwice] as const;

export type RuleName = (typeof rules)[number]["name"];
export type SurveyName = (typeof surveys)[number]["name"];

/** Every rule, in the order in which they judge an event. Each knows what its own evidence says, and is given no other's. */
export const allRules = rules as unknown as readonly Rule<RuleName, JsonObject>[];

/** Every survey of what is kept beside the ledger. */
export const allSurveys = surveys as unknown as readonly Survey<SurveyName, JsonObject>[];

/** Names of all that raise alerts. */
export const alertNames: readonly (RuleName | SurveyName)[] = [...allRules, ...allSurveys].map(({ name }) => name);

/** The rule of a name. @throws Error if there is none. */
export function ruleOf(name: string): Rule<RuleName, JsonObject> {
  return named(allRules, name);
}

/** What the rule or survey of a name says of what it found. @throws Error if there is none. */
export function wordsOf(name: string): Pick<Rule<string, JsonObject>, "severity" | "title" | "words"> {
  return named([...allRules, ...allSurveys], name);
}

function named<T extends { name: string }>(all: readonly T[], name: string): T {
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no rule ${name}.`);
  return found;
}
