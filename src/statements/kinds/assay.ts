import { outcomes } from "../../domain/attestation.ts";
import { tolerancesSubject } from "../../domain/register-subject.ts";
import { outcomeWords } from "../../domain/words.ts";
import { assayedComposition } from "../composition.ts";
import { lotIdentity } from "../content.ts";
import { defineKind } from "../kind.ts";
import { optionalLocationNumber } from "../location-number.ts";
import { document, lot, oneOf, time } from "../scalars.ts";
import { country } from "../short-text.ts";
import { mainElements, radioactiveElements, shortAddress, shortLot } from "../wording.ts";

/** A laboratory's composition of a lot, with thorium and uranium. */
export const assay = defineKind({
  name: "assay",
  title: { en: "State an assay", zh: "出具成分分析" },
  contract: "Attestations",
  functionName: "assay",
  eventName: "Assayed",
  primaryType: "Assay",
  fields: {
    lot: lot("Lot examined"),
    composition: assayedComposition,
    outcome: oneOf(outcomes, "What the laboratory concludes"),
    evidence: document("Salted hash of the report"),
    country: country("Where it was measured"),
    site: optionalLocationNumber("Laboratory"),
    occurredAt: time("Time of the measurement"),
  },
  attachments: { witness: lotIdentity },
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: null,
  does: {
    what: "examined",
    of: ({ outcome, composition: found, occurredAt }) => ({
      kind: "assay",
      outcome,
      quantity: null,
      composition: found,
      occurredAt,
    }),
  },
  reliesOn: () => [tolerancesSubject],
  parties: ["organisation"],
  isFoundation: true,
  shows: "all",
  witness: { from: "lot", field: "lot" },
  gas: () => 345_000,
  describe: ({ organisation, lot: id, outcome, composition: measured }) => {
    const by = shortAddress(organisation);
    const words = outcomeWords[outcome];
    return {
      en: `${by} assays lot ${shortLot(id)}: ${mainElements(measured)}; ${radioactiveElements(measured)}; it ${words.en}`,
      zh: `${by} 分析批次 ${shortLot(id)} 的成分：${mainElements(measured)}；${radioactiveElements(measured)}；结论：${words.zh}`,
    };
  },
});
