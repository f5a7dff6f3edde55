import type { JsonObject } from "../statements/codec.ts";
import type { Rule } from "./rule.ts";
import { findingMade } from "./rules/finding-made.ts";
import { fingerprintAgainstOrigin } from "./rules/fingerprint-against-origin.ts";
import { impossibleTravel } from "./rules/impossible-travel.ts";
import { lotNumberTwice } from "./rules/lot-number-twice.ts";
import { originAgainstLedger } from "./rules/origin-against-ledger.ts";
import { originWithoutMine } from "./rules/origin-without-mine.ts";
import { outflowAboveInflow } from "./rules/outflow-above-inflow.ts";
import { passesEverything } from "./rules/passes-everything.ts";
import { quotaNearlyUsed } from "./rules/quota-nearly-used.ts";
import { repackagedNowhere } from "./rules/repackaged-nowhere.ts";
import { restsOnTolerance } from "./rules/rests-on-tolerance.ts";
import { routeSurge } from "./rules/route-surge.ts";
import { sealBroken } from "./rules/seal-broken.ts";
import { smallParcels } from "./rules/small-parcels.ts";
import { weightLost } from "./rules/weight-lost.ts";
import { withdrawnNotMeasured } from "./rules/withdrawn-not-measured.ts";
import { yieldOutsideBand } from "./rules/yield-outside-band.ts";

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
  quotaNearlyUsed,
  yieldOutsideBand,
  restsOnTolerance,
  passesEverything,
] as const;

export type RuleName = (typeof rules)[number]["name"];

/** Every rule, in the order in which they judge an event. Each knows what its own evidence says, and is given no other's. */
export const allRules = rules as unknown as readonly Rule<RuleName, JsonObject>[];

/** The rule of a name. @throws Error if there is none. */
export function ruleOf(name: string): Rule<RuleName, JsonObject> {
  const rule = allRules.find((one) => one.name === name);
  if (rule === undefined) throw new Error(`There is no rule ${name}.`);
  return rule;
}
