import { defineRule } from "../rule.ts";

const CERTIFICATES = 20;
const RESTING = 15;

/** The newest certificates of a producer: whether each drew on its allowance. */
type Kept = { drawn: boolean[]; isAlert: boolean };

/** Nearly all that a producer has certified rests on tolerances: what was declared is always a little more than what was measured. */
export const restsOnTolerance = defineRule<
  "rests-on-tolerance",
  { producer: string; certificates: number; resting: number }
>({
  name: "rests-on-tolerance",
  severity: "warning",
  title: { en: "Lots that always rest on tolerances", zh: "批次总是依赖容差" },
  words: ({ certificates, resting }) => ({
    en: `Of a producer's last ${certificates} certified lots, ${resting} hold more than was measured, within tolerance.`,
    zh: `某生产商最近 ${certificates} 个获证批次中，有 ${resting} 个申报量在容差内高于测量值。`,
  }),
  judge(event, facts, memory) {
    if (event.type === "act") {
      // A certificate's draw is recorded right before the certificate itself, under its digest.
      if (event.event === "AllowanceDrawn") memory.set("drawn", String(event.args.digest));
      return [];
    }
    if (event.does?.what !== "issued") return [];
    const [lot] = event.lots;
    if (lot === undefined) return [];
    const { producer, content } = facts.lot(lot);
    const { drawn, isAlert } = memory.get<Kept>(producer) ?? { drawn: [], isAlert: false };
    const newest = [...drawn, memory.get<string>("drawn") === event.digest].slice(-CERTIFICATES);
    const resting = newest.filter(Boolean).length;
    const isMany = resting >= RESTING;
    memory.set(producer, { drawn: newest, isAlert: isMany });
    if (!isMany || isAlert) return [];
    return [
      {
        cause: `${producer} ${event.digest}`,
        subject: { type: "organisation", id: producer },
        statements: [event.digest],
        organisations: [producer],
        countries: [content.country],
        evidence: { producer, certificates: newest.length, resting },
      },
    ];
  },
});
