import type { Form } from "../form.ts";
import type { LocalisedText } from "../localised-text.ts";
import { type PatternAssay, type PatternElement, patternElements } from "./assay.ts";
import { fewestElements } from "./compare.ts";

/** Why an assay cannot be compared with deposits. */
export type NotApplicable = "separated-product" | "made-of-separated-metals" | "pattern-separated" | "too-few-elements";

export const notApplicableWords: Record<NotApplicable, LocalisedText> = {
  "separated-product": {
    en: "Separation has removed the pattern of the deposit, so the assay says nothing of the origin.",
    zh: "分离已去除矿床的配分特征，因此该分析结果不能说明来源。",
  },
  "made-of-separated-metals": {
    en: "An alloy or magnet is made of separated metals, so its composition says nothing of a deposit.",
    zh: "合金或磁体由分离后的金属制成，其成分不能说明矿床。",
  },
  "pattern-separated": {
    en: "The assay shows a separated product, whatever its stated form, so it says nothing of the origin.",
    zh: "无论申报形态如何，分析结果显示为已分离产品，因此不能说明来源。",
  },
  "too-few-elements": {
    en: "Too few rare earths were found above the detection limits to compare patterns.",
    zh: "高于检测限的稀土元素过少，无法比较配分。",
  },
};

const byForm: Partial<Record<Form, NotApplicable>> = {
  "separated-oxide": "separated-product",
  metal: "separated-product",
  alloy: "made-of-separated-metals",
  magnet: "made-of-separated-metals",
};

/** No natural pattern has this share in one element, or in neodymium with praseodymium. */
const mostOfOne = 0.85;
/** Every natural pattern has this share of La to Nd at least; where it is missing the light elements were taken out. */
const leastLight = 0.01;
const light: readonly PatternElement[] = ["La", "Ce", "Pr", "Nd"];

/** @returns The reason, or undefined where the assay can be compared. */
export function notApplicable({ form, readings }: PatternAssay): NotApplicable | undefined {
  const reason = byForm[form];
  if (reason !== undefined) return reason;
  const found = new Map(
    patternElements.flatMap((element) => {
      const reading = readings[element];
      return reading !== undefined && "partsPerMillion" in reading ? [[element, reading.partsPerMillion] as const] : [];
    }),
  );
  const sum = (of: Iterable<PatternElement>) =>
    [...of].reduce((total, element) => total + (found.get(element) ?? 0), 0);
  const total = sum(found.keys());
  if (total === 0) return "too-few-elements";
  // Scrap is magnets: its pattern is that of an alloy, and compared with that of other scrap.
  if (form !== "scrap") {
    if (Math.max(...found.values()) > mostOfOne * total || sum(["Nd", "Pr"]) > mostOfOne * total)
      return "pattern-separated";
    if (sum(light) < leastLight * total && light.some((element) => readings[element] !== undefined))
      return "pattern-separated";
  }
  return found.size < fewestElements ? "too-few-elements" : undefined;
}
