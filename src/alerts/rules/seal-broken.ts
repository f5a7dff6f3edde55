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
    if (event.type !== "statement" || event.kind !== "receive" || event.message.sealIntact) return [];
    const { consignment, organisation } = event.message;
    const sent = facts.dispatch(consignment);
    if (sent.message.seal === null) return [];
    return [
      {
        cause: consignment,
        subject: { type: "consignment", id: consignment },
        statements: [consignment, event.digest],
        organisations: [sent.message.organisation, organisation],
        countries: [sent.message.fromCountry, sent.message.toCountry],
        evidence: { seal: sent.message.seal, consignment },
      },
    ];
  },
});
