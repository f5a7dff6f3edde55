import { formatGrams } from "../../domain/amounts.ts";
import { defineKind } from "../kind.ts";
import { address, document, grams, hash, integer, lot } from "../scalars.ts";
import { country } from "../short-text.ts";
import { shortAddress, shortLot } from "../wording.ts";

/** An authority takes away grams that it holds of one holder, until it gives them back. */
export const seize = defineKind({
  name: "seize",
  title: { en: "Seize held goods", zh: "扣押货物" },
  contract: "Seizures",
  functionName: "seize",
  eventName: "Seized",
  primaryType: "Seize",
  fields: {
    lot: lot("Lot of which grams are seized"),
    hold: hash("Hold or challenge that it rests on: digest of its statement"),
    holder: address("Organisation whose grams are seized: the one that the hold names"),
    country: country("Country where they are: the one that the hold names"),
    grams: grams("Seized", 1),
    ground: integer(16, "Code of the legal ground", 1),
    evidence: document("Salted hash of the order"),
  },
  attachments: {},
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: {
    how: "seized",
    of: ({ organisation: authority, holder, country: where, lot: id, grams: mass }) => ({
      authority,
      holder,
      country: where,
      lots: [{ lot: id, grams: mass }],
    }),
  },
  does: {
    what: "seized",
    of: ({ hold, holder, country: where, grams: mass, ground }) => ({
      hold,
      holder,
      country: where,
      grams: mass,
      ground,
    }),
  },
  // Goods are seized under any hold: one that is no challenge is in no case.
  pursues: { of: "challenges", step: "challenge-seized", field: "hold" },
  reliesOn: () => [],
  parties: ["organisation", "holder"],
  isFoundation: false,
  // As a hold: what an authority does to goods is public.
  shows: "all",
  witness: null,
  // Telling rules of movements, if any are about seizures, takes 300,000 of it.
  gas: () => 850_000,
  describe: ({ organisation, holder, lot: id, country: where, grams: mass, ground }) => ({
    en: `${shortAddress(organisation)} seizes ${formatGrams(mass)} of lot ${shortLot(id)} from ${shortAddress(holder)} in ${where}, on ground ${ground}`,
    zh: `${shortAddress(organisation)} 依据 ${ground} 扣押 ${shortAddress(holder)} 在 ${where} 的批次 ${shortLot(id)} 的 ${formatGrams(mass)}`,
  }),
});
