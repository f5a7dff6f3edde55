import { challengeDecisions } from "../../domain/hold.ts";
import { challengeStateWords } from "../../domain/words.ts";
import { defineKind } from "../kind.ts";
import { endTime, hash, integer, lot, oneOf } from "../scalars.ts";
import { day, shortAddress, shortHash, shortLot } from "../wording.ts";

/** The authority decides on a challenge that was answered, or is overdue. Where it finds nothing it releases the hold instead. */
export const decideChallenge = defineKind({
  name: "decide-challenge",
  title: { en: "Decide on a challenge", zh: "就质疑作出判定" },
  contract: "Customs",
  functionName: "decideChallenge",
  eventName: "ChallengeDecided",
  primaryType: "DecideChallenge",
  fields: {
    lot: lot("Lot of which grams are held"),
    challenge: hash("Challenge: digest of its statement"),
    decision: oneOf(challengeDecisions, "What the authority finds"),
    reason: integer(16, "Reason code", 1),
    until: endTime("Last second (inclusive) of the hold from now on; at most ninety days from now"),
  },
  attachments: {},
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: null,
  does: { what: "hold-renewed", of: ({ challenge, until }) => ({ hold: challenge, until }) },
  pursues: { of: "challenges", step: "challenge-decided", field: "challenge" },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: false,
  shows: "all",
  witness: null,
  gas: () => 350_000,
  describe: ({ organisation, lot: id, challenge, decision, reason, until }) => ({
    en: `${shortAddress(organisation)} decides on challenge ${shortHash(challenge)} of lot ${shortLot(id)}: ${challengeStateWords[decision].en}, reason ${reason}, held until ${day(until)}`,
    zh: `${shortAddress(organisation)} 就批次 ${shortLot(id)} 的质疑 ${shortHash(challenge)} 判定：${challengeStateWords[decision].zh}，原因代码 ${reason}，扣留至 ${day(until)}`,
  }),
});
