import { defineRule } from "../rule.ts";

/** A consignment was sealed and arrived with a broken seal. */
export const sealBroken = defineRule<"seal-broken", { seal: string; consignment: string }>({
  name: "seal-broken",
  severity: "warning",
  title: { en: "Seal broken on the way", zh: "封志在途中破损" },
  words: ({ seal }) => ({
    en: `The recipient found seal ${seal} broken.`,
    zh: `收货方发现封志 ${seal} 已破损。`,
  }),
  judge(event, facts) {
    if (event.type !== "statement" || event.moves?.how !== "received" || event.moves.sealIntact) return [];
    const { consignment, recipient } = event.moves;
    const { seal, holder, fromCountry, toCountry } = facts.dispatch(consignment);
    if (seal === null) return [];
    return [
      {
        cause: consignment,
        subject: { type: "consignment", id: consignment },
        statements: [consignment, event.digest],
        organisations: [holder, recipient],
        countries: [fromCountry, toCountry],
        evidence: { seal, consignment },
      },
    ];
  },
});
