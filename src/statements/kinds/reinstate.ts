import { defineKind } from "../kind.ts";
import { hash, lot, optionalDocument } from "../scalars.ts";
import { shortAddress, shortLot } from "../wording.ts";

/** Lifts a suspension, and no other than the one it names. */
export const reinstate = defineKind({
  name: "reinstate",
  title: { en: "Reinstate a certificate", zh: "恢复证书" },
  contract: "Certification",
  functionName: "reinstate",
  eventName: "Reinstated",
  primaryType: "Reinstate",
  fields: {
    lot: lot("Lot whose certificate is reinstated"),
    suspension: hash("Suspension it answers: digest of its statement"),
    report: optionalDocument("Salted hash of the grounds"),
  },
  attachments: {},
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: null,
  does: { what: "reinstated", of: ({ suspension }) => ({ suspension }) },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: true,
  shows: "all",
  witness: null,
  gas: () => 320_000,
  describe: ({ organisation, lot: id }) => ({
    en: `${shortAddress(organisation)} reinstates the certificate of lot ${shortLot(id)}`,
    zh: `${shortAddress(organisation)} 恢复批次 ${shortLot(id)} 的证书`,
  }),
});
