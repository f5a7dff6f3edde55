import type { ElementSymbol } from "./elements.ts";
import type { RuleStanding } from "./export-control.ts";
import type { LocalisedText } from "./localised-text.ts";

/** Whether the permit that runs between two organisations answers what rules ask. */
export const coverages = ["covers", "missing", "does-not-cover", "exhausted"] as const;
export type Coverage = (typeof coverages)[number];

/** Of a country's permit, what it does. */
export const coverageWords: Record<Coverage, LocalisedText> = {
  covers: { en: "covers it", zh: "涵盖" },
  missing: { en: "there is none", zh: "没有" },
  "does-not-cover": { en: "does not cover it", zh: "不涵盖" },
  exhausted: { en: "has too little left", zh: "余量不足" },
};

/** How a rule stands at a time. */
export const ruleStandingWords: Record<RuleStanding, LocalisedText> = {
  "in-force": { en: "in force", zh: "有效" },
  "not-yet": { en: "not in force yet", zh: "尚未生效" },
  over: { en: "over", zh: "已失效" },
  suspended: { en: "suspended", zh: "暂停" },
};

/** What one rule means for goods that cross a border, as answers have it. */
export interface JudgedRule {
  how: "leaves" | "passes";
  applies: boolean;
  standing: RuleStanding;
  formControlled: boolean;
  controlledElements: readonly ElementSymbol[];
  coversTransit: boolean;
}

/** Why a rule applies, or the first reason for which it does not. */
export function reasonOf(rule: JudgedRule): LocalisedText {
  const what = rule.controlledElements.join(", ");
  if (rule.applies) return { en: `applies, for ${what}`, zh: `适用（${what}）` };
  if (rule.standing !== "in-force") return ruleStandingWords[rule.standing];
  if (rule.how === "passes" && !rule.coversTransit) return { en: "does not cover transit", zh: "不涵盖过境" };
  return rule.formControlled
    ? { en: "no element of its list", zh: "不含所列元素" }
    : { en: "not this form", zh: "非所列形态" };
}
