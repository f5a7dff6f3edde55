import { formatFootprint, formatGrams } from "../../domain/amounts.ts";
import { type AttestationKind, attestationKinds, outcomes } from "../../domain/attestation.ts";
import { tolerancesSubject } from "../../domain/register-subject.ts";
import { attestationKindWords, outcomeWords } from "../../domain/words.ts";
import { amountFromText, footprintUnits, massFromText, massUnits, saysHowWet } from "../from-text.ts";
import { defineKind } from "../kind.ts";
import { optionalLocationNumber } from "../location-number.ts";
import { bigInteger, document, lot, oneOf, time } from "../scalars.ts";
import { country } from "../short-text.ts";
import { shortAddress, shortLot } from "../wording.ts";

/** Examinations of carbon. */
const carbonKinds: readonly AttestationKind[] = ["process", "footprint", "removals"];

/** Any attestation but an assay. */
export const attest = defineKind({
  name: "attest",
  title: { en: "State an examination", zh: "出具检验结论" },
  contract: "Attestations",
  functionName: "attest",
  eventName: "Attested",
  primaryType: "Attest",
  fields: {
    lot: lot("Lot examined"),
    kind: oneOf(attestationKinds, "What was examined; an assay has a statement of its own"),
    outcome: oneOf(outcomes, "What the attester concludes"),
    quantity: {
      ...bigInteger(
        64,
        "Weight: net dry mass in grams; process: emissions, footprint: gross footprint, removals: removals, all in g CO2e per kg; otherwise 0",
      ),
      written: "2.5 t",
      fromText: (text, tell) =>
        (saysHowWet(text)
          ? massFromText(text, tell)
          : amountFromText(text, { ...massUnits, ...footprintUnits }, "g, or g CO2e per kg")
        ).toString(),
    },
    evidence: document("Salted hash of the report"),
    country: country("Where it was examined"),
    site: optionalLocationNumber("Site of the examination"),
    occurredAt: time("Time of the examination"),
  },
  attachments: {},
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: null,
  does: {
    what: "examined",
    of: ({ kind, outcome, quantity, occurredAt }) => ({ kind, outcome, quantity, composition: null, occurredAt }),
  },
  reliesOn: () => [tolerancesSubject],
  parties: ["organisation"],
  isFoundation: true,
  shows: "all",
  witness: null,
  gas: () => 310_000,
  describe: ({ organisation, lot: id, kind, outcome, quantity }) => {
    const by = shortAddress(organisation);
    const what = attestationKindWords[kind];
    const words = outcomeWords[outcome];
    const figure = quantityWords(kind, quantity);
    return {
      en: `${by} attests the ${what.en} of lot ${shortLot(id)}${figure && `, ${figure}`}: ${words.en}`,
      zh: `${by} 证明批次 ${shortLot(id)} 的${what.zh}${figure && `（${figure}）`}：${words.zh}`,
    };
  },
});

function quantityWords(kind: AttestationKind, quantity: bigint): string {
  if (quantity === 0n) return "";
  if (kind === "weight") return formatGrams(quantity);
  // What is stated beside an inspection or a clearance is a number of no unit.
  return carbonKinds.includes(kind) ? formatFootprint(quantity) : quantity.toString();
}
