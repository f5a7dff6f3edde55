import { quotaKinds } from "../../domain/quota.ts";
import { defineRule } from "../rule.ts";

/** Goods are declared as just mined, in another country than the mine's. What is mined stands where its mine is; what travelled has a consignment. */
export const originAgainstLedger = defineRule<
  "origin-against-ledger",
  { lot: string; lotNumber: string; origin: string; deposit: string; country: string }
>({
  name: "origin-against-ledger",
  severity: "serious",
  title: { en: "Declared origin against the ledger", zh: "申报来源与账本不符" },
  words: ({ lotNumber, origin, deposit, country }) => ({
    en: `Lot ${lotNumber} is declared as mined at ${deposit}, ${origin}, and stood in ${country} when it was made; the ledger has no consignment that brought it there.`,
    zh: `批次 ${lotNumber} 申报采自 ${origin} ${deposit}，生成时却位于 ${country}；账本中没有将其运抵该国的货运记录。`,
  }),
  judge(event, _facts, memory) {
    if (event.type === "act") {
      if (event.event === "QuotaGranted") {
        memory.set(String(event.args.quota), quotaKinds[Number(event.args.kind) - 1] ?? "");
      }
      return [];
    }
    const [declared, lot] = [event.declares[0], event.lots[0]];
    if (event.does !== null || declared === undefined || lot === undefined) return [];
    const { lotNumber, producer } = declared;
    const { quota, originCountry: origin, country, deposit } = declared.content;
    // Opening stock may have come from anywhere before the ledger began; scrap is collected where it is.
    if (origin === country || quota === null || memory.get(quota) !== "extraction") return [];
    return [
      {
        cause: lot,
        subject: { type: "lot", id: lot },
        statements: [event.digest],
        organisations: [producer],
        countries: [country, origin],
        evidence: { lot, lotNumber, origin, deposit, country },
      },
    ];
  },
});
