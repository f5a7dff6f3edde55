import { defineRule } from "../rule.ts";

/** So many in a row without one rejection are told of; then ten times as many. */
const FIRST_CERTIFICATES = 50;

type Kept = { certificates: number; toldAt: number };

/** A certifier certifies lot after lot and rejects none. */
export const passesEverything = defineRule<"passes-everything", { certifier: string; certificates: number }>({
  name: "passes-everything",
  severity: "information",
  title: { en: "A certifier that passes everything", zh: "认证机构从不拒绝" },
  words: ({ certificates }) => ({
    en: `A certifier has certified ${certificates} lots in a row and rejected none.`,
    zh: `某认证机构连续认证了 ${certificates} 个批次，未拒绝任何一个。`,
  }),
  judge(event, facts, memory) {
    if (event.type !== "statement") return [];
    const { organisation: certifier, does } = event;
    if (does?.what !== "issued" && does?.what !== "rejected") return [];
    if (does.what === "rejected") {
      memory.set(certifier, { certificates: 0, toldAt: 0 });
      return [];
    }
    const { certificates: before, toldAt } = memory.get<Kept>(certifier) ?? { certificates: 0, toldAt: 0 };
    const certificates = before + 1;
    const due = toldAt === 0 ? FIRST_CERTIFICATES : toldAt * 10;
    memory.set(certifier, { certificates, toldAt: certificates >= due ? certificates : toldAt });
    if (certificates < due) return [];
    return [
      {
        cause: `${certifier} ${event.digest}`,
        subject: { type: "organisation", id: certifier },
        statements: [event.digest],
        organisations: [certifier],
        countries: event.lots.map((lot) => facts.lot(lot).content.country),
        evidence: { certifier, certificates },
      },
    ];
  },
});
