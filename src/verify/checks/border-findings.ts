import { nameIn } from "../lot-case.ts";
import { type LotCheck, pass, warn } from "./check.ts";

/** No authority says that what it or another found in a shipment is of the lot. */
export const noBorderFinding: LotCheck = (lotCase) => {
  const id = "no-border-finding";
  const { borderFindings } = lotCase.facts;
  if (borderFindings.length === 0) {
    return pass(id, "Nothing that was found in a shipment is linked to it.", "没有与其关联的查获情况。");
  }
  const texts = borderFindings.map(({ organisation, country }) => {
    const by = nameIn(lotCase, organisation);
    return {
      en: `${by}, of ${country}, says that what was found in a shipment is of this lot.`,
      zh: `${by}（${country}）称一批查获货物属于该批次。`,
    };
  });
  const data = borderFindings.map(({ digest, organisation, country, finding }) => ({
    ...{ statement: digest, finding, authority: organisation, country },
  }));
  return warn(id, texts.map(({ en }) => en).join(" "), texts.map(({ zh }) => zh).join(""), { findings: data });
};
