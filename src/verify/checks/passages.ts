import { nameIn } from "../lot-case.ts";
import { type LotCheck, pass, warn } from "./check.ts";
import { dayOf } from "./day-of.ts";

/** Nothing of the lot is known to have passed a country without the permit that a rule of that country asked for. */
export const passagesPermitted: LotCheck = (lotCase) => {
  const id = "passages-permitted";
  const { unpermitted } = lotCase.facts;
  if (unpermitted.length === 0) {
    return pass(id, "No way that it was led since lacked a permit.", "途中未发现改道后缺少许可证的情况。");
  }
  const texts = unpermitted.map(({ country, rule, at, change: { organisation } }) => {
    const [by, day] = [nameIn(lotCase, organisation), dayOf(at)];
    return {
      en: `On ${day}, ${by} stated that some of it goes through ${country}; no permit covers it under ${rule}.`,
      zh: `${by} 于 ${day} 声明其部分货物改经 ${country}，而依 ${rule} 没有许可证涵盖。`,
    };
  });
  const passages = unpermitted.map(({ country, rule, at, change }) => ({
    ...{ country, rule, at, consignment: change.consignment, statement: change.digest, by: change.organisation },
  }));
  return warn(id, texts.map(({ en }) => en).join(" "), texts.map(({ zh }) => zh).join(""), { passages });
};
