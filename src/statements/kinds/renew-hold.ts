import { defineKind } from "../kind.ts";
import { endTime, hash, integer, lot } from "../scalars.ts";
import { day, shortAddress, shortHash, shortLot } from "../wording.ts";

/** The authority that holds goods sets another end for the hold. */
export const renewHold = defineKind({
  name: "renew-hold",
  title: { en: "Set another end for a hold", zh: "更改扣留期限" },
  contract: "Customs",
  functionName: "renewHold",
  eventName: "HoldRenewed",
  primaryType: "RenewHold",
  fields: {
    lot: lot("Lot of which grams are held"),
    hold: hash("Hold: digest of its statement"),
    reason: integer(16, "Reason code", 1),
    until: endTime("Last second (inclusive) of the hold from now on; at most ninety days from now"),
  },
  attachments: {},
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: null,
  does: { what: "hold-renewed", of: ({ hold, until }) => ({ hold, until }) },
  // A hold that is no challenge is in no case.
  pursues: { of: "challenges", step: "challenge-renewed", field: "hold" },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: false,
  shows: "all",
  witness: null,
  gas: () => 330_000,
  describe: ({ organisation, lot: id, hold, reason, until }) => ({
    en: `${shortAddress(organisation)} holds goods of lot ${shortLot(id)} until ${day(until)} from now on (hold ${shortHash(hold)}), reason ${reason}`,
    zh: `${shortAddress(organisation)} 将批次 ${shortLot(id)} 的扣留 ${shortHash(hold)} 期限改至 ${day(until)}，原因代码 ${reason}`,
  }),
});
