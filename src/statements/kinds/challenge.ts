import { defineKind } from "../kind.ts";
import { address, document, endTime, integer, lot } from "../scalars.ts";
import { country } from "../short-text.ts";
import { day, shortAddress, shortLot } from "../wording.ts";

/** An authority holds one holder's grams of a lot in its country, and asks for documents. It is renewed, released and lifted as a hold is. */
export const challenge = defineKind({
  name: "challenge",
  title: { en: "Challenge goods: hold them and ask for documents", zh: "质疑货物：扣留并要求提交材料" },
  contract: "Customs",
  functionName: "challenge",
  eventName: "GoodsChallenged",
  primaryType: "Challenge",
  fields: {
    lot: lot("Lot of which grams are held"),
    holder: address("Organisation whose grams are held, and that answers"),
    country: country("Country in which they are held"),
    ground: integer(16, "Code of the legal ground", 1),
    notice: document("Salted hash of the notice"),
    answerBy: endTime("Last second (inclusive) at which an answer is in time; seven working days at least"),
    until: endTime("Last second (inclusive) of the hold, not before the answer is due; at most ninety days from now"),
  },
  attachments: {},
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: null,
  does: {
    what: "held",
    of: ({ holder, country: where, ground, until, answerBy }) => ({
      ...{ holder, consignment: null, country: where, ground, until, answerBy },
    }),
  },
  pursues: { of: "challenges", step: "challenge-asked", field: null },
  reliesOn: () => [],
  parties: ["organisation", "holder"],
  isFoundation: false,
  shows: "all",
  witness: null,
  gas: () => 480_000,
  describe: ({ organisation, holder, lot: id, country: where, ground, answerBy, until }) => ({
    en: `${shortAddress(organisation)} challenges the grams of ${shortAddress(holder)} of lot ${shortLot(id)} in ${where}, on ground ${ground}: answer by ${day(answerBy)}, held until ${day(until)}`,
    zh: `${shortAddress(organisation)} 依据 ${ground} 质疑 ${shortAddress(holder)} 在 ${where} 的批次 ${shortLot(id)}：须于 ${day(answerBy)} 前答复，扣留至 ${day(until)}`,
  }),
});
