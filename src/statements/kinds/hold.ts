import { defineKind } from "../kind.ts";
import { endTime, integer, lot, optionalAddress, optionalDocument } from "../scalars.ts";
import { country } from "../short-text.ts";
import { day, shortAddress, shortLot } from "../wording.ts";

/** An authority holds grams of a lot in its country: nothing new starts with them until the hold ends. */
export const hold = defineKind({
  name: "hold",
  title: { en: "Hold goods", zh: "扣留货物" },
  contract: "Customs",
  functionName: "hold",
  eventName: "Held",
  primaryType: "Hold",
  fields: {
    lot: lot("Lot of which grams are held"),
    holder: optionalAddress("Organisation whose grams are held; null for those of every holder"),
    country: country("Country in which they are held"),
    ground: integer(16, "Code of the legal ground", 1),
    evidence: optionalDocument("Salted hash of the documents"),
    until: endTime("Last second (inclusive) of the hold; at most ninety days from now"),
  },
  attachments: {},
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: null,
  does: {
    what: "held",
    of: ({ holder, country: where, ground, until }) => ({
      ...{ holder, consignment: null, country: where, ground, until, answerBy: null },
    }),
  },
  reliesOn: () => [],
  parties: ["organisation", "holder"],
  isFoundation: false,
  // What an authority does to goods is public. Were the holder hidden, nobody could make a certificate file of a lot that was held once.
  shows: "all",
  witness: null,
  gas: () => 420_000,
  describe: ({ organisation, holder, lot: id, country: where, ground, until }) => ({
    en: `${shortAddress(organisation)} holds ${holder === null ? "all grams" : `the grams of ${shortAddress(holder)}`} of lot ${shortLot(id)} in ${where} until ${day(until)}, on ground ${ground}`,
    zh: `${shortAddress(organisation)} 依据 ${ground} 扣留批次 ${shortLot(id)} 在 ${where} 的${holder === null ? "全部货物" : ` ${shortAddress(holder)} 的货物`}，至 ${day(until)}`,
  }),
});
