import { formatFootprint } from "../../domain/amounts.ts";
import { defineKind } from "../kind.ts";
import { carbonPerMass, hash, lot, optionalDocument } from "../scalars.ts";
import { shortAddress, shortLot } from "../wording.ts";

/** Corrects a lot's footprint, upwards. */
export const correctFootprint = defineKind({
  name: "correct-footprint",
  title: { en: "Correct a footprint", zh: "更正碳足迹" },
  contract: "Certification",
  functionName: "correctFootprint",
  eventName: "FootprintCorrected",
  primaryType: "CorrectFootprint",
  fields: {
    lot: lot("Lot whose footprint was stated too low"),
    footprintGramsPerKilogram: carbonPerMass("What it is"),
    corrects: hash("Digest of the statement that had it too low"),
    report: optionalDocument("Salted hash of the grounds"),
  },
  attachments: {},
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: null,
  does: {
    what: "corrected",
    of: ({ footprintGramsPerKilogram }) => ({ footprintGramsPerKilogram }),
  },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: false,
  shows: [],
  witness: null,
  gas: () => 350_000,
  describe: ({ organisation, lot: id, footprintGramsPerKilogram }) => {
    const footprint = formatFootprint(footprintGramsPerKilogram);
    return {
      en: `${shortAddress(organisation)} corrects the footprint of lot ${shortLot(id)} to ${footprint}`,
      zh: `${shortAddress(organisation)} 将批次 ${shortLot(id)} 的碳足迹更正为 ${footprint}`,
    };
  },
});
