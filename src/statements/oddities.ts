import { formatFootprint, formatGrams, formatShare } from "../domain/amounts.ts";
import { sharesOf } from "../domain/composition.ts";
import type { Form } from "../domain/form.ts";
import type { LocalisedText } from "../domain/localised-text.ts";
import type { Content } from "../domain/lot.ts";
import { formWords } from "../domain/words.ts";
import { declaredLots, doneBy } from "./knowledge.ts";
import type { UnsignedStatement } from "./statement.ts";

/** No published footprint of a rare-earth product is below this, in g CO2e per kg; what is, was probably meant in kg. */
const smallestFootprint = 300;
/** Nor is one above this. */
const largestFootprint = 1_000_000;
/** A lot below this is a sample, in grams. */
const smallestMass = 1_000n;
/** A lot above this is more than a ship carries, in grams. */
const largestMass = 100_000_000_000n;
const yearSeconds = 31_557_600;
/** What forms hold of rare earths at most, counted as oxide, in parts of 10^8; more are probably oxides that were taken for elements. */
const mostOxides: Partial<Record<Form, number>> = {
  ore: 40_000_000,
  // No mineral has more: bastnaesite 75 %, monazite 70 %, xenotime 61 % (theoretical).
  concentrate: 75_000_000,
  "mixed-compound": 100_500_000,
  "separated-oxide": 100_500_000,
};

/** What in a statement is possible, but so unusual that a slip of unit is likely. Nobody is kept from stating it. */
export function oddities(statement: UnsignedStatement, now = Math.floor(Date.now() / 1000)): LocalisedText[] {
  const declared = declaredLots(statement).flatMap(({ content }) => contentOddities(content, now));
  const examined = doneBy(statement, "examined");
  return examined?.kind === "footprint" ? footprintOddities("quantity", Number(examined.quantity)) : declared;
}

function contentOddities(content: Content, now: number): LocalisedText[] {
  const { form, massGrams, footprintGramsPerKilogram: gross, primaryDataBasisPoints: primary, producedAt } = content;
  const found = form === "scrap" ? [] : footprintOddities("footprintGramsPerKilogram", gross);
  if (massGrams < smallestMass || massGrams > largestMass) {
    const mass = formatGrams(massGrams);
    found.push({
      en: `massGrams: a lot of ${mass} is unusual. Whole numbers are grams; write the unit: 5 t.`,
      zh: `massGrams：批次质量 ${mass} 不寻常。整数以克计；请写明单位：5 t。`,
    });
  }
  const { asOxide } = sharesOf(content.composition);
  if (asOxide > (mostOxides[form] ?? Number.POSITIVE_INFINITY)) {
    const share = formatShare(asOxide);
    found.push({
      en: `composition: as oxides this is ${share} of ${formWords[form].en}. Are these shares of oxides? Name them by formula: Nd2O3 74.9 %.`,
      zh: `composition：折合氧化物占${formWords[form].zh}的 ${share}。所填是否为氧化物份额？请用化学式注明：Nd2O3 74.9 %。`,
    });
  }
  if (content.removalsGramsPerKilogram > gross) {
    const removals = formatFootprint(content.removalsGramsPerKilogram);
    found.push({
      en: `removalsGramsPerKilogram: ${removals} is removed, more than the gross footprint of ${formatFootprint(gross)}.`,
      zh: `removalsGramsPerKilogram：移除量 ${removals} 超过总足迹 ${formatFootprint(gross)}。`,
    });
  }
  if (primary > 0 && primary < 100) {
    found.push({
      en: `primaryDataBasisPoints: ${primary} is less than 1 %. Whole numbers are basis points; write the unit: 65 %.`,
      zh: `primaryDataBasisPoints：${primary} 不足 1 %。整数以基点计；请写明单位：65 %。`,
    });
  }
  if (producedAt < now - 10 * yearSeconds) {
    found.push({
      en: "producedAt: production ended more than ten years ago. Times are in seconds, not milliseconds or days.",
      zh: "producedAt：生产结束于十年以前。时间以秒计，而非毫秒或天。",
    });
  }
  return found;
}

function footprintOddities(field: string, gramsPerKilogram: number): LocalisedText[] {
  if (gramsPerKilogram >= smallestFootprint && gramsPerKilogram <= largestFootprint) return [];
  const footprint = formatFootprint(gramsPerKilogram);
  return [
    {
      en: `${field}: ${footprint} is unusual. Whole numbers are grams per kilogram; write the unit: 24 kg/kg.`,
      zh: `${field}：${footprint} 不寻常。整数以每千克克数计；请写明单位：24 kg/kg。`,
    },
  ];
}
