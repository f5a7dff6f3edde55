import { formatGrams } from "../../domain/amounts.ts";
import { defineKind } from "../kind.ts";
import { grams, hash, lot } from "../scalars.ts";
import { shortAddress, shortLot } from "../wording.ts";

/** Registers the root over the codes of a lot's grams, for ever. */
export const registerUnitCodes = defineKind({
  name: "register-unit-codes",
  title: { en: "Register the codes of grams", zh: "登记克码" },
  contract: "UnitCodes",
  functionName: "registerUnitCodes",
  eventName: "UnitCodesRegistered",
  primaryType: "RegisterUnitCodes",
  fields: {
    lot: lot("Certified lot whose grams have codes"),
    grams: grams("Grams of the lot, at most 2^30: as many codes", 1),
    root: hash("Root over the codes of all grams"),
  },
  attachments: {},
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: null,
  does: { what: "coded", of: ({ root, grams: count }) => ({ root, grams: count }) },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: false,
  // Whoever checks a code needs root and count, and no more is said.
  shows: "all",
  witness: null,
  gas: () => 330_000,
  describe: ({ organisation, lot: id, grams: coded }) => ({
    en: `${shortAddress(organisation)} registers a code for each gram of lot ${shortLot(id)}: ${formatGrams(coded)}`,
    zh: `${shortAddress(organisation)} 为批次 ${shortLot(id)} 的每一克登记编码：${formatGrams(coded)}`,
  }),
});
