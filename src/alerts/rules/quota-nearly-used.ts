import { formatGrams } from "../../domain/amounts.ts";
import { defineRule } from "../rule.ts";

const NEARLY_PERCENT = 95n;

type Quota = { grantedGrams: string; drawnGrams: string };

/** Hardly anything is left of a quota. What rejections give back is not reckoned: it may come a little early, never late. */
export const quotaNearlyUsed = defineRule<
  "quota-nearly-used",
  { quota: string; grantedGrams: string; drawnGrams: string }
>({
  name: "quota-nearly-used",
  severity: "information",
  title: { en: "Quota nearly used up", zh: "配额即将用尽" },
  words: ({ grantedGrams, drawnGrams }) => ({
    en: `Of a quota of ${formatGrams(BigInt(grantedGrams))}, ${formatGrams(BigInt(drawnGrams))} were drawn.`,
    zh: `配额 ${formatGrams(BigInt(grantedGrams))}，已使用 ${formatGrams(BigInt(drawnGrams))}。`,
  }),
  judge(event, _facts, memory) {
    if (event.type === "act") {
      if (event.event !== "QuotaGranted") return [];
      const id = String(event.args.quota);
      const drawnGrams = memory.get<Quota>(id)?.drawnGrams ?? "0";
      memory.set(id, { grantedGrams: String(event.args.grantedGrams), drawnGrams });
      return [];
    }
    const declared = event.declares[0];
    if (event.does !== null || declared === undefined || declared.content.quota === null) return [];
    const { quota: id, massGrams, country } = declared.content;
    const before = memory.get<Quota>(id);
    if (before === undefined) return [];
    const drawn = BigInt(before.drawnGrams) + massGrams;
    memory.set(id, { ...before, drawnGrams: drawn.toString() });
    const granted = BigInt(before.grantedGrams);
    if (drawn * 100n < granted * NEARLY_PERCENT) return [];
    return [
      {
        // A quota that was raised is used up anew.
        cause: `${id} ${before.grantedGrams}`,
        subject: { type: "quota", id },
        statements: [event.digest],
        organisations: [event.organisation],
        countries: [country],
        evidence: { quota: id, grantedGrams: before.grantedGrams, drawnGrams: drawn.toString() },
      },
    ];
  },
});
