import type { LocalisedText } from "../localised-text.ts";
import { notApplicableWords } from "./applicability.ts";
import type { ElementAgainst } from "./compare.ts";
import { consistentFrom, type DeclaredOrigin, type Fingerprint } from "./fingerprint.ts";
import type { Mixture } from "./mixture.ts";

const named = 4;

/** What a fingerprint says, for people. It never speaks of proof. */
export function fingerprintSentence(answer: Fingerprint): LocalisedText {
  if (answer.kind === "not-applicable") return notApplicableWords[answer.reason];
  const parts = [declaredSentence(answer.declared)];
  const names = answer.consistent.map(({ profile }) => profile.name);
  if (answer.noKnownProfileFits)
    parts.push({
      en: "No known profile fits, alone or blended with one other.",
      zh: "没有任何已知配分（单独或两者混合）与之相符。",
    });
  else if (names.length > 0)
    parts.push({
      en: `Reference profiles that fit: ${names.join("; ")}.`,
      zh: `相符的参考配分：${names.join("；")}。`,
    });
  else if (answer.mixture !== undefined) parts.push(mixtureSentence(answer.mixture, answer.mixtures));
  parts.push({
    en: "Profiles are references, not proof: deposits of one kind resemble each other.",
    zh: "参考配分并非证据：同类矿床彼此相似。",
  });
  const said = parts.filter(({ en }) => en !== "");
  return { en: said.map(({ en }) => en).join(" "), zh: said.map(({ zh }) => zh).join("") };
}

function declaredSentence(declared: DeclaredOrigin): LocalisedText {
  if (declared.verdict === "not-declared") return { en: "", zh: "" };
  if (declared.verdict === "no-profile")
    return { en: "There is no profile of the declared origin to compare with.", zh: "没有可与申报来源比较的配分。" };
  const { profile } = declared.comparison;
  const unchecked = profile.evidence === "tabulated, not checked";
  const evidence = unchecked
    ? { en: " That profile comes from a table that was not checked.", zh: "该配分取自未经核对的表格。" }
    : { en: "", zh: "" };
  switch (declared.verdict) {
    case "tenable":
      return {
        en: `The declared origin is tenable: the pattern fits ${profile.name}.${evidence.en}`,
        zh: `申报来源可以成立：配分与 ${profile.name} 相符。${evidence.zh}`,
      };
    case "doubtful":
      return {
        en: `The declared origin is doubtful: the pattern fits ${profile.name} poorly${list(declared.against)}.${evidence.en}`,
        zh: `申报来源存疑：配分与 ${profile.name} 不太相符${listZh(declared.against)}。${evidence.zh}`,
      };
    case "untenable":
      return {
        en: `The declared origin is not tenable: the pattern does not fit ${profile.name}${list(declared.against)}.${evidence.en}`,
        zh: `申报来源不能成立：配分与 ${profile.name} 不符${listZh(declared.against)}。${evidence.zh}`,
      };
  }
}

function mixtureSentence(mixture: Mixture, all: readonly Mixture[]): LocalisedText {
  const { first, second, share, from, to } = mixture;
  const [other, percent, low, high] = [1 - share, share, from, to].map((part) => Math.round(100 * part));
  const others = all.some((candidate) => candidate !== mixture && candidate.probability >= consistentFrom)
    ? { en: " Other blends fit as well.", zh: "其他混合物也可能相符。" }
    : { en: "", zh: "" };
  return {
    en: `A blend fits: ${other} % ${first.name} with ${percent} % ${second.name} (${low} to ${high} %).${others.en}`,
    zh: `混合物相符：${other}% ${first.name} 与 ${percent}% ${second.name}（${low}% 至 ${high}%）。${others.zh}`,
  };
}

function list(against: readonly ElementAgainst[]): string {
  if (against.length === 0) return "";
  return `; against it speak ${times(against)
    .map(({ element, ratio }) => `${element} (${ratio} times what is expected)`)
    .join(", ")}`;
}

function listZh(against: readonly ElementAgainst[]): string {
  if (against.length === 0) return "";
  return `；不利元素：${times(against)
    .map(({ element, ratio }) => `${element}（预期的 ${ratio} 倍）`)
    .join("、")}`;
}

function times(against: readonly ElementAgainst[]): { element: string; ratio: string }[] {
  return against.slice(0, named).map(({ element, ratio }) => ({ element, ratio: ratio.toPrecision(2) }));
}
