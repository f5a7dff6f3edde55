import { formatGrams, formatShare } from "./amounts.ts";
import type { ElementShare } from "./composition.ts";
import type { Comparison, Mismatch } from "./inspection.ts";
import type { LocalisedText } from "./localised-text.ts";
import { formWords } from "./words.ts";

/** What can be compared, in words. */
export const comparisonWords: Record<Comparison, LocalisedText> = {
  country: { en: "country", zh: "所在国家" },
  seal: { en: "seal", zh: "封志" },
  net: { en: "net weight", zh: "净重" },
  gross: { en: "gross weight", zh: "毛重" },
  "label-origin": { en: "origin on the label", zh: "标签原产国" },
  "goods-code": { en: "HS code", zh: "商品编码" },
  assay: { en: "rare earths", zh: "稀土成分" },
  radioactive: { en: "thorium and uranium", zh: "钍与铀" },
};

/** What does not fit, in a sentence with the figures of both sides. */
export function mismatchWords(of: Mismatch): LocalisedText {
  switch (of.mismatch) {
    case "country-off-route":
      return {
        en: `Found in ${of.found}; the consignment leaves, passes and reaches only ${of.stated.join(", ")}.`,
        zh: `货物位于 ${of.found}，而该批货运仅途经 ${of.stated.join("、")}。`,
      };
    case "seal-differs":
      return sealWords(of);
    case "net-differs":
      return {
        en: `Net weight ${formatGrams(of.foundGrams)}; sent were ${formatGrams(of.statedGrams)}: ${differenceWords(of).en}.`,
        zh: `净重 ${formatGrams(of.foundGrams)}，而发运 ${formatGrams(of.statedGrams)}：${differenceWords(of).zh}。`,
      };
    case "net-above-lot":
      return {
        en: `Net weight ${formatGrams(of.foundGrams)}; all of the lot is ${formatGrams(of.statedGrams)}: ${differenceWords(of).en}.`,
        zh: `净重 ${formatGrams(of.foundGrams)}，而整个批次仅 ${formatGrams(of.statedGrams)}：${differenceWords(of).zh}。`,
      };
    case "net-above-gross":
      return {
        en: `Net weight ${formatGrams(of.netGrams)} is above the gross weight of ${formatGrams(of.grossGrams)}, which cannot be.`,
        zh: `净重 ${formatGrams(of.netGrams)} 超过毛重 ${formatGrams(of.grossGrams)}，不可能成立。`,
      };
    case "gross-below-stated":
      return {
        en: `Gross weight ${formatGrams(of.foundGrams)}; sent were ${formatGrams(of.statedGrams)} net: ${differenceWords(of).en}.`,
        zh: `毛重 ${formatGrams(of.foundGrams)}，而发运净重 ${formatGrams(of.statedGrams)}：${differenceWords(of).zh}。`,
      };
    case "label-differs":
      return {
        en: `The label says ${of.found}; by the ledger the rare earths come from ${of.origins.join(", ")}, and the goods were made in ${of.madeIn.join(", ")}.`,
        zh: `标签为 ${of.found}，而据账本，稀土来自 ${of.origins.join("、")}，货物制成于 ${of.madeIn.join("、")}。`,
      };
    case "goods-code-differs":
      return {
        en: `HS ${of.found} is no code of ${of.forms.map((form) => formWords[form].en).join(" or ")}; those begin with ${of.stated.join(", ")}.`,
        zh: `HS ${of.found} 并非${of.forms.map((form) => formWords[form].zh).join("或")}的编码；其编码以 ${of.stated.join("、")} 开头。`,
      };
    case "assay-differs":
      return assayWords(of);
  }
}

function assayWords(of: Mismatch & { mismatch: "assay-differs" }): LocalisedText {
  const { element, lotNumber, gapPartsPerHundredMillion: gap, tolerancePartsPerHundredMillion: tolerance } = of;
  const [found, stated] = [shareWords(of.found), shareWords(of.stated)];
  const isMore = "partsPerHundredMillion" in of.found && of.found.partsPerHundredMillion > mostOf(of.stated);
  const points = (parts: number) => formatShare(parts).replace(" %", "");
  return {
    en: `${element}: found ${found.en}; lot ${lotNumber} has ${stated.en}: ${points(gap)} percentage points ${isMore ? "more" : "less"}, tolerated are ${points(tolerance)}.`,
    zh: `${element}：查获 ${found.zh}，而批次 ${lotNumber} 为 ${stated.zh}：${isMore ? "多" : "少"} ${points(gap)} 个百分点，允差 ${points(tolerance)}。`,
  };
}

function shareWords(share: ElementShare): LocalisedText {
  const words = formatShare(mostOf(share));
  return "detectionLimit" in share ? { en: `less than ${words}`, zh: `低于 ${words}` } : { en: words, zh: words };
}

function mostOf(share: ElementShare): number {
  return "detectionLimit" in share ? share.detectionLimit : share.partsPerHundredMillion;
}

function sealWords({ found, stated }: Mismatch & { mismatch: "seal-differs" }): LocalisedText {
  if (found === null) {
    return { en: `No seal was found; it was sent under seal ${stated}.`, zh: `未见封志；发运时封志号为 ${stated}。` };
  }
  if (stated === null) {
    return { en: `Seal ${found} was found; it was sent without a seal.`, zh: `见封志 ${found}；发运时无封志。` };
  }
  return {
    en: `Seal ${found} was found; it was sent under seal ${stated}.`,
    zh: `见封志 ${found}；发运时封志号为 ${stated}。`,
  };
}

function differenceWords(of: { foundGrams: bigint; statedGrams: bigint; toleranceGrams: bigint }): LocalisedText {
  const isMore = of.foundGrams > of.statedGrams;
  const difference = formatGrams(isMore ? of.foundGrams - of.statedGrams : of.statedGrams - of.foundGrams);
  const tolerance = formatGrams(of.toleranceGrams);
  return {
    en: `${difference} ${isMore ? "more" : "less"}, tolerated are ${tolerance}`,
    zh: `${isMore ? "多" : "少"} ${difference}，允差 ${tolerance}`,
  };
}
