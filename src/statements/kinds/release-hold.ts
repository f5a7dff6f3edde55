import { defineKind } from "../kind.ts";
import { hash, integer, lot } from "../scalars.ts";
import { shortAddress, shortHash, shortLot } from "../wording.ts";

/** The authority that holds goods releases them, from the hold that it names and from no other. */
export const releaseHold = defineKind({
  name: "release-hold",
  title: { en: "Release held goods", zh: "解除扣留" },
  contract: "Customs",
  functionName: "releaseHold",
  eventName: "HoldReleased",
  primaryType: "ReleaseHold",
  fields: {
    lot: lot("Lot of which grams are held"),
    hold: hash("Hold that ends: digest of its statement"),
    reason: integer(16, "Reason code", 1),
  },
  attachments: {},
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: null,
  does: { what: "hold-released", of: ({ hold }) => ({ hold }) },
  // A hold that is no challenge is in no case.
  pursues: { of: "challenges", step: "challenge-released", field: "hold" },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: false,
  shows: "all",
  witness: null,
  gas: () => 330_000,
  describe: ({ organisation, lot: id, hold, reason }) => ({
    en: `${shortAddress(organisation)} releases lot ${shortLot(id)} from hold ${shortHash(hold)}, reason ${reason}`,
    zh: `${shortAddress(organisation)} 解除对批次 ${shortLot(id)} 的扣留 ${shortHash(hold)}，原因代码 ${reason}`,
  }),
});
