import { formatGrams } from "../../domain/amounts.ts";
import { nameIn } from "../lot-case.ts";
import { type LotCheck, pass, warn } from "./check.ts";

/** No authority has seized any of the lot's grams and kept them. */
export const notSeized: LotCheck = (lotCase) => {
  const id = "not-seized";
  const { seizures } = lotCase.facts;
  if (seizures.length === 0) return pass(id, "No authority has seized any of it.", "没有主管机关扣押其任何部分。");
  const texts = seizures.map(({ organisation, country, grams, ground }) => {
    const [by, mass] = [nameIn(lotCase, organisation), formatGrams(grams)];
    return {
      en: `${by} has seized ${mass} of it in ${country}, on ground ${ground}.`,
      zh: `${by} 依据 ${ground} 扣押其在 ${country} 的 ${mass}。`,
    };
  });
  const data = seizures.map(({ digest, organisation, hold, country, grams, ground }) => ({
    ...{ statement: digest, authority: organisation, hold, country, grams: Number(grams), ground },
  }));
  return warn(id, texts.map(({ en }) => en).join(" "), texts.map(({ zh }) => zh).join(""), { seizures: data });
};
