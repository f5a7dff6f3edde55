import { defineKind } from "../kind.ts";
import { document, hash, lot, optionalDocuments } from "../scalars.ts";
import { shortAddress, shortHash, shortLot } from "../wording.ts";

/** Whose goods were challenged answers with documents, in time or late. */
export const answerChallenge = defineKind({
  name: "answer-challenge",
  title: { en: "Answer a challenge with documents", zh: "就质疑提交材料" },
  contract: "Customs",
  functionName: "answerChallenge",
  eventName: "ChallengeAnswered",
  primaryType: "AnswerChallenge",
  fields: {
    lot: lot("Lot of which grams are held"),
    challenge: hash("Challenge: digest of its statement"),
    declaration: document("Salted hash of the customs declaration"),
    contractOfSale: document("Salted hash of the contract"),
    explanation: document("Salted hash of what the goods are and are for, and why they are not controlled"),
    technical: document("Salted hash of test reports and other technical documents"),
    other: optionalDocuments("Salted hash of the list of whatever else the authority asked for"),
  },
  attachments: {},
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: null,
  does: { what: "answered", of: ({ challenge }) => ({ challenge }) },
  pursues: { of: "challenges", step: "challenge-answered", field: "challenge" },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: false,
  // That somebody answered, and with what hashes, is seen; the documents themselves are not on the ledger.
  shows: "all",
  witness: null,
  gas: () => 350_000,
  describe: ({ organisation, lot: id, challenge }) => ({
    en: `${shortAddress(organisation)} answers challenge ${shortHash(challenge)} of lot ${shortLot(id)} with documents`,
    zh: `${shortAddress(organisation)} 就批次 ${shortLot(id)} 的质疑 ${shortHash(challenge)} 提交材料`,
  }),
});
