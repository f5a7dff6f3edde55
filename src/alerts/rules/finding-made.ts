import { attestationKindWords } from "../../domain/words.ts";
import { defineRule } from "../rule.ts";

/** Somebody who examined a lot found it other than it was declared. */
export const findingMade = defineRule<
  "finding-made",
  { lot: string; lotNumber: string; examined: keyof typeof attestationKindWords; declaredOrigin: string }
>({
  name: "finding-made",
  severity: "serious",
  title: { en: "Found other than declared", zh: "查验结果与申报不符" },
  words: ({ lotNumber, examined, declaredOrigin }) => ({
    en: `The ${attestationKindWords[examined].en} of lot ${lotNumber}, declared as of ${declaredOrigin}, was found other than declared.`,
    zh: `批次 ${lotNumber}（申报来源 ${declaredOrigin}）的${attestationKindWords[examined].zh}与申报不符。`,
  }),
  judge(event, facts) {
    if (event.type !== "statement" || event.does?.what !== "examined") return [];
    const { kind: examined, outcome } = event.does;
    const [lot] = event.lots;
    if (lot === undefined || outcome !== "does-not-conform") return [];
    const declared = facts.lot(lot);
    const countries = [event.country, declared.content.country, declared.content.originCountry];
    return [
      {
        cause: event.digest,
        subject: { type: "lot", id: lot },
        statements: [declared.declaration, event.digest],
        organisations: [declared.producer, event.organisation],
        countries: countries.flatMap((country) => country ?? []),
        evidence: { lot, lotNumber: declared.lotNumber, examined, declaredOrigin: declared.content.originCountry },
      },
    ];
  },
});
