import type { Address, Hex } from "../../domain/hex.ts";
import { day } from "../../statements/wording.ts";
import type { AlertEvent, Facts } from "../events.ts";
import { defineRule } from "../rule.ts";

/** A challenge that nobody has answered yet, and that stands. */
type Open = {
  challenge: Hex;
  lot: Hex;
  lotNumber: string;
  holder: Address;
  country: string;
  /** Last second (inclusive) at which an answer is in time. */
  answerBy: number;
};

/**
 * Whose goods were challenged has not answered in time. The ledger has no event for that, so it is found at the first event after the deadline,
 * by the times of blocks. Where that event is the answer, it is late; where the authority gave the goods free before, nothing was due.
 */
export const challengeOverdue = defineRule<
  "challenge-overdue",
  { challenge: Hex; lot: Hex; lotNumber: string; country: string; answerBy: number; answeredAt: number | null }
>({
  name: "challenge-overdue",
  severity: "warning",
  title: { en: "Challenge not answered in time", zh: "质疑逾期未答复" },
  words: ({ lotNumber, country, answerBy, answeredAt }) => {
    const due = day(answerBy);
    return answeredAt === null
      ? {
          en: `Lot ${lotNumber} was challenged in ${country}, and nobody had answered by ${due}.`,
          zh: `批次 ${lotNumber} 在 ${country} 受到质疑，至 ${due} 仍无人答复。`,
        }
      : {
          en: `Lot ${lotNumber} was challenged in ${country}; the answer was due by ${due} and came on ${day(answeredAt)}.`,
          zh: `批次 ${lotNumber} 在 ${country} 受到质疑；答复期限为 ${due}，实际于 ${day(answeredAt)} 答复。`,
        };
  },
  judge(event, facts, memory) {
    const before = memory.get<Open[]>("open") ?? [];
    const ended = endedBy(event);
    const opened = openedBy(event, facts);
    const late = before.filter(({ answerBy }) => event.timestamp > answerBy);
    if (late.length === 0 && ended === null && opened === null) return [];
    const standing = before.filter(({ challenge, answerBy }) => challenge !== ended && event.timestamp <= answerBy);
    memory.set("open", opened === null ? standing : [...standing, opened]);
    return late.map(({ holder, ...open }) => {
      const { challenge, lot, country } = open;
      const isAnswer = event.type === "statement" && event.does?.what === "answered" && challenge === ended;
      return {
        cause: challenge,
        subject: { type: "lot", id: lot },
        statements: isAnswer ? [challenge, event.digest] : [challenge],
        organisations: [holder],
        countries: [country],
        evidence: { ...open, answeredAt: isAnswer ? event.timestamp : null },
      };
    });
  },
});

function openedBy(event: AlertEvent, facts: Facts): Open | null {
  if (event.type !== "statement" || event.does?.what !== "held") return null;
  const { holder, country, answerBy } = event.does;
  const [lot] = event.lots;
  // Other holds ask for nothing.
  if (answerBy === null || holder === null || lot === undefined) return null;
  return { challenge: event.digest, lot, lotNumber: facts.lot(lot).lotNumber, holder, country, answerBy };
}

/** The challenge of which nothing is due any more, if this is about one. */
function endedBy(event: AlertEvent): Hex | null {
  if (event.type === "act") return event.event === "HoldLifted" ? (event.args.hold as Hex) : null;
  if (event.does?.what === "answered") return event.does.challenge;
  return event.does?.what === "hold-released" ? event.does.hold : null;
}
