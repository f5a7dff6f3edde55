import { nameIn } from "../lot-case.ts";
import { type LotCheck, pass, warn } from "./check.ts";
import { dayOf } from "./day-of.ts";

/** No authority holds any of the lot's grams. */
export const notHeld: LotCheck = (lotCase) => {
  const id = "not-held";
  const holds = lotCase.facts.holds.filter(({ until }) => lotCase.now <= until);
  if (holds.length === 0) return pass(id, "No authority holds any of it.", "没有主管机关扣留其任何部分。");
  const texts = holds.map(({ organisation, holder, consignment, country, ground, until }) => {
    const [by, day] = [nameIn(lotCase, organisation), dayOf(until)];
    if (consignment !== null) {
      return {
        en: `${by}, in ${country}, holds what one consignment carries or carried of it until ${day}, on ground ${ground}.`,
        zh: `${by}（${country}）依据 ${ground} 扣留某一货件所运的部分，至 ${day}。`,
      };
    }
    const [whoseEn, whoseZh] = holder === null ? ["all", "全部"] : ["one holder's part", "某一持有人的部分"];
    return {
      en: `${by} holds ${whoseEn} of it in ${country} until ${day}, on ground ${ground}.`,
      zh: `${by} 依据 ${ground} 扣留其在 ${country} 的${whoseZh}，至 ${day}。`,
    };
  });
  const data = holds.map(({ digest, organisation, holder, consignment, country, ground, until }) => ({
    ...{ statement: digest, authority: organisation, isEveryHolders: holder === null && consignment === null },
    ...{ consignment, country, ground, until },
  }));
  return warn(id, texts.map(({ en }) => en).join(" "), texts.map(({ zh }) => zh).join(""), { holds: data });
};
