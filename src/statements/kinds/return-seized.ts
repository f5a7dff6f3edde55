import { defineKind } from "../kind.ts";
import { hash, integer, lot } from "../scalars.ts";
import { shortAddress, shortHash, shortLot } from "../wording.ts";

/** The authority that seized goods gives all of them back to whom it took them from. */
export const returnSeized = defineKind({
  name: "return-seized",
  title: { en: "Give seized goods back", zh: "发还扣押货物" },
  contract: "Seizures",
  functionName: "returnSeized",
  eventName: "SeizedReturned",
  primaryType: "ReturnSeized",
  fields: {
    lot: lot("Lot of which grams were seized"),
    seizure: hash("Seizure that ends: digest of its statement"),
    reason: integer(16, "Reason code", 1),
  },
  attachments: {},
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: { how: "restored", of: ({ seizure }) => ({ seizure }) },
  does: { what: "seizure-ended", of: ({ seizure }) => ({ seizure }) },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: false,
  shows: "all",
  witness: null,
  // As for a seizure.
  gas: () => 720_000,
  describe: ({ organisation, lot: id, seizure, reason }) => ({
    en: `${shortAddress(organisation)} gives back what seizure ${shortHash(seizure)} took of lot ${shortLot(id)}, reason ${reason}`,
    zh: `${shortAddress(organisation)} 发还扣押 ${shortHash(seizure)} 所涉批次 ${shortLot(id)} 的货物，原因代码 ${reason}`,
  }),
});
