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

/** What is asked cannot be answered, since something lacks here. */
export function unsettled(id: CheckId, en: string, zh: string, data: CheckData = {}): Check {
  return result(id, "unsettled", { en, zh }, data);
}

/** What a check found is told, and decides nothing, where it may come of what lacks here. */
export function inDoubt(check: Check): Check {
  const { en, zh } = check.reason;
  const reason = {
    en: `This cannot be told while something of it lacks here. By what is here: ${en}`,
    zh: `此处资料有缺，尚不能断定。仅就现有资料：${zh}`,
  };
  return { ...check, status: "unsettled", reason };
}

/** What is asked does not arise. */
export function notApplicable(id: CheckId, en: string, zh: string): Check {
  return result(id, "not-applicable", { en, zh }, {});
}

function result(id: CheckId, status: CheckStatus, reason: LocalisedText, data: CheckData): Check {
  return { id, status, reason, data };
}
