import { patternAssay } from "../../domain/fingerprint/assay.ts";
import { declaredProfiles } from "../../domain/fingerprint/declared-profiles.ts";
import { type Fingerprint, fingerprint, isTenable } from "../../domain/fingerprint/fingerprint.ts";
import { type Profile, referenceProfiles } from "../../domain/fingerprint/profile.ts";
import { fingerprintSentence } from "../../domain/fingerprint/sentence.ts";
import { defineRule } from "../rule.ts";

/** An assay does not fit the origin that was declared: its pattern, or all known patterns of that country, are others. */
export const fingerprintAgainstOrigin = defineRule<
  "fingerprint-against-origin",
  { lot: string; lotNumber: string; origin: string; deposit: string; fits: string[]; en: string; zh: string }
>({
  name: "fingerprint-against-origin",
  severity: "serious",
  title: { en: "Assay against the declared origin", zh: "分析结果与申报来源不符" },
  words: ({ lotNumber, origin, deposit, en, zh }) => ({
    en: `Lot ${lotNumber} is declared to come from ${deposit}, ${origin}. ${en}`,
    zh: `批次 ${lotNumber} 申报来自 ${origin} ${deposit}。${zh}`,
  }),
  judge(event, facts) {
    if (event.type !== "statement" || event.does?.what !== "examined") return [];
    const { composition } = event.does;
    const [lot] = event.lots;
    if (lot === undefined || composition === null) return [];
    const { producer, lotNumber, content, declaration } = facts.lot(lot);
    const { originCountry: origin, deposit, form, country } = content;
    const declared = declaredProfiles(referenceProfiles, deposit, origin);
    const assay = patternAssay(composition, form);
    // Nearly every assay is of what was declared: of those nothing else is asked.
    if (isTenable(assay, declared)) return [];
    const answer = fingerprint(assay, declared);
    const fits = foreignFits(answer, origin);
    if (answer.kind === "not-applicable" || fits === undefined) return [];
    return [
      {
        cause: lot,
        subject: { type: "lot", id: lot },
        statements: [declaration, event.digest],
        organisations: [producer],
        countries: [country, origin, event.country ?? country],
        evidence: { lot, lotNumber, origin, deposit, fits: fits.map(({ id }) => id), ...fingerprintSentence(answer) },
      },
    ];
  },
});

/**
 * Profiles of mines elsewhere that the assay fits, where it speaks against the declared origin: that one's profile does not fit, or there
 * is none and others' do.
 * @returns undefined where it does not.
 */
function foreignFits(answer: Fingerprint, origin: string): Profile[] | undefined {
  if (answer.kind === "not-applicable") return undefined;
  const mined = answer.consistent.map(({ profile }) => profile).filter(({ producer }) => producer);
  const foreign = mined.filter(({ country }) => country !== origin);
  if (answer.declared.verdict === "untenable") return foreign;
  const isForeign = foreign.length > 0 && foreign.length === mined.length;
  return answer.declared.verdict === "no-profile" || answer.declared.verdict === "not-declared"
    ? isForeign
      ? foreign
      : undefined
    : undefined;
}
