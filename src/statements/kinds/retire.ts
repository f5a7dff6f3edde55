import { formatGrams } from "../../domain/amounts.ts";
import { defineKind } from "../kind.ts";
import { grams, lot, optionalDocument, time } from "../scalars.ts";
import { country, shortText } from "../short-text.ts";
import { shortAddress, shortLot } from "../wording.ts";

/** Retires grams for a beneficiary, for ever. */
export const retire = defineKind({
  name: "retire",
  title: { en: "Retire grams for good", zh: "永久注销货物" },
  contract: "Retirements",
  functionName: "retire",
  eventName: "Retired",
  primaryType: "Retire",
  fields: {
    lot: lot("Lot of which grams are retired"),
    grams: grams("Retired", 1),
    country: country("Country where they are"),
    beneficiary: shortText(32, "On whose behalf: a name", "Windpark Nord"),
    purpose: optionalDocument("What the claim is for: salted hash of a document"),
    occurredAt: time("Time of the use"),
  },
  attachments: {},
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: {
    how: "retired",
    of: ({ organisation: holder, country: where, lot: id, grams: mass }) => ({
      holder,
      country: where,
      lots: [{ lot: id, grams: mass }],
    }),
  },
  does: null,
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: false,
  shows: [],
  witness: null,
  gas: () => 350_000,
  describe: ({ organisation, lot: id, grams: retired, beneficiary }) => ({
    en: `${shortAddress(organisation)} retires ${formatGrams(retired)} of lot ${shortLot(id)} for ${beneficiary}`,
    zh: `${shortAddress(organisation)} 为 ${beneficiary} 注销批次 ${shortLot(id)} 的 ${formatGrams(retired)}`,
  }),
});
