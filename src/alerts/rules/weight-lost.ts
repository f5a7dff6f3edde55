import { formatGrams } from "../../domain/amounts.ts";
import { defineRule } from "../rule.ts";

/** Losses up to this share of what was sent are usual: scales differ, dust stays behind. */
const USUAL_BASIS_POINTS = 10n;
/** And losses below this are nobody's business. */
const LEAST_GRAMS = 1_000n;

/** Less arrived than was sent, by more than scales differ. */
export const weightLost = defineRule<
  "weight-lost",
  { consignment: string; sentGrams: string; receivedGrams: string; reason: number }
>({
  name: "weight-lost",
  severity: "warning",
  title: { en: "Weight lost in transit", zh: "运输途中短重" },
  words: ({ sentGrams, receivedGrams, reason }) => {
    const [sent, missing] = [BigInt(sentGrams), BigInt(sentGrams) - BigInt(receivedGrams)].map(formatGrams);
    return {
      en: `Of ${sent} sent, ${missing} did not arrive (reason code ${reason}).`,
      zh: `发运 ${sent}，其中 ${missing} 未到货（原因代码 ${reason}）。`,
    };
  },
  judge(event, facts) {
    if (event.type !== "statement" || event.moves?.how !== "received") return [];
    const { consignment, gramsByLine, shortageReason: reason, recipient } = event.moves;
    const { lots, holder, fromCountry, toCountry } = facts.dispatch(consignment);
    const [sentGrams, received] = [lots.reduce((sum, { grams }) => sum + grams, 0n), gramsByLine.reduce(plus, 0n)];
    const missing = sentGrams - received;
    if (missing < LEAST_GRAMS || missing * 10_000n <= sentGrams * USUAL_BASIS_POINTS) return [];
    return [
      {
        cause: consignment,
        subject: { type: "consignment", id: consignment },
        statements: [consignment, event.digest],
        organisations: [holder, recipient],
        countries: [fromCountry, toCountry],
        evidence: { consignment, sentGrams: sentGrams.toString(), receivedGrams: received.toString(), reason },
      },
    ];
  },
});

const plus = (sum: bigint, grams: bigint): bigint => sum + grams;
