import type { LocalisedText } from "../../domain/localised-text.ts";
import type { Check, CheckData, CheckId, CheckStatus } from "../../domain/verdict.ts";
import type { LotCase } from "../lot-case.ts";

/** A check: a question about a lot, answered from the case alone. */
export type LotCheck = (lotCase: LotCase) => Check;

export function pass(id: CheckId, en: string, zh: string, data: CheckData = {}): Check {
  return result(id, "pass", { en, zh }, data);
}

export function warn(id: CheckId, en: string, zh: string, data: CheckData = {}): Check {
  return result(id, "warn", { en, zh }, data);
}

export function fail(id: CheckId, en: string, zh: string, data: CheckData = {}): Check {
  return result(id, "fail", { en, zh }, data);
}

/** What is asked does not arise. */
export function notApplicable(id: CheckId, en: string, zh: string): Check {
  return result(id, "not-applicable", { en, zh }, {});
}

function result(id: CheckId, status: CheckStatus, reason: LocalisedText, data: CheckData): Check {
  return { id, status, reason, data };
}
