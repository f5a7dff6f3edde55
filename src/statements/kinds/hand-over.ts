import { formatGrams } from "../../domain/amounts.ts";
import { countersigned, defineKind } from "../kind.ts";
import { address, grams, lot, time } from "../scalars.ts";
import { country } from "../short-text.ts";
import { shortAddress, shortLot } from "../wording.ts";

/** Hands grams over on the spot; holder and recipient sign the same statement. */
export const handOver = defineKind({
  name: "hand-over",
  title: { en: "Hand grams over", zh: "移交货物" },
  contract: "Custody",
  functionName: "handOver",
  eventName: "HandedOver",
  primaryType: "HandOver",
  fields: {
    lot: lot("Lot of which grams are handed over"),
    grams: grams("Grams handed over", 1),
    country: country("Country where they are"),
    recipient: address("Organisation that takes them"),
    recipientKey: address("Key of the recipient that signs too"),
    occurredAt: time("Time of the handover"),
  },
  attachments: countersigned,
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: {
    how: "handed",
    of: ({ organisation: holder, recipient, country: where, lot: id, grams: mass }) => ({
      holder,
      recipient,
      country: where,
      lots: [{ lot: id, grams: mass }],
    }),
  },
  does: null,
  reliesOn: () => [],
  parties: ["organisation", "recipient"],
  isFoundation: false,
  shows: [],
  witness: null,
  gas: () => 550_000,
  describe: ({ organisation, recipient, lot: id, grams: mass }) => ({
    en: `${shortAddress(organisation)} hands ${formatGrams(mass)} of lot ${shortLot(id)} over to ${shortAddress(recipient)}`,
    zh: `${shortAddress(organisation)} 将批次 ${shortLot(id)} 的 ${formatGrams(mass)} 移交给 ${shortAddress(recipient)}`,
  }),
});
