import reference from "../../../data/reference.json" with { type: "json" };
import { formWords } from "../../domain/words.ts";
import { defineRule } from "../rule.ts";

const producers: Readonly<Record<string, number>> = reference.mineOutput2024.byCountry;

/** A lot without parents is said to come from a country where nobody is known to mine rare earths. Scrap is not mined. */
export const originWithoutMine = defineRule<
  "origin-without-mine",
  { lot: string; lotNumber: string; form: keyof typeof formWords; origin: string; deposit: string; source: string }
>({
  name: "origin-without-mine",
  severity: "serious",
  title: { en: "Origin that is no known producer", zh: "申报来源国并非已知生产国" },
  words: ({ form, origin, deposit, source, lotNumber }) => ({
    en: `Lot ${lotNumber}, ${formWords[form].en}, is declared to come from ${deposit}, ${origin}, which has no known mine of rare earths (${source}).`,
    zh: `批次 ${lotNumber}（${formWords[form].zh}）申报来自 ${origin} ${deposit}，而该国没有已知的稀土矿山（${source}）。`,
  }),
  judge(event) {
    // Lots that were made of others, or of an account, have their origin from these.
    if (event.type !== "statement" || event.does !== null) return [];
    const [declared, lot] = [event.declares[0], event.lots[0]];
    if (declared === undefined || lot === undefined) return [];
    const { lotNumber, producer } = declared;
    const { form, originCountry: origin, deposit, country } = declared.content;
    if (form === "scrap" || origin in producers) return [];
    return [
      {
        cause: lot,
        subject: { type: "lot", id: lot },
        statements: [event.digest],
        organisations: [producer],
        countries: [country, origin],
        evidence: { lot, lotNumber, form, origin, deposit, source: reference.mineOutput2024.source },
      },
    ];
  },
});
