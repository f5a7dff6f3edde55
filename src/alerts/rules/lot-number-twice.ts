import { defineRule } from "../rule.ts";

/** A rejected lot may be declared anew under its number. */
const FREE = "";

/** One producer has two lots under one number: on drums and papers nobody tells them apart. */
export const lotNumberTwice = defineRule<
  "lot-number-twice",
  { lotNumber: string; producer: string; lot: string; earlier: string }
>({
  name: "lot-number-twice",
  severity: "warning",
  title: { en: "One lot number for two lots", zh: "同一批号对应两个批次" },
  words: ({ lotNumber }) => ({
    en: `A producer declared another lot under number ${lotNumber} while one of that number stands.`,
    zh: `某生产商在批号 ${lotNumber} 的批次仍有效时，又以同一批号申报了另一批次。`,
  }),
  judge(event, facts, memory) {
    if (event.type !== "statement") return [];
    const { does, declares, lots, digest } = event;
    if (does?.what === "rejected") {
      for (const lot of lots) {
        const { producer, lotNumber } = facts.lot(lot);
        const key = `${producer} ${lotNumber}`;
        if (memory.get(key) === lot) memory.set(key, FREE);
      }
      return [];
    }
    // What a statement makes stands behind what it takes.
    const made = declares.length === 0 ? [] : lots.slice(-declares.length);
    return declares.flatMap(({ producer, lotNumber, content: { country } }, index) => {
      const lot = made[index];
      const key = `${producer} ${lotNumber}`;
      const earlier = memory.get<string>(key) ?? FREE;
      if (lot === undefined || earlier === lot) return [];
      memory.set(key, lot);
      if (earlier === FREE) return [];
      return [
        {
          cause: `${key} ${lot}`,
          subject: { type: "lot" as const, id: lot },
          statements: [digest],
          organisations: [producer],
          countries: [country],
          evidence: { lotNumber, producer, lot, earlier },
        },
      ];
    });
  },
});
