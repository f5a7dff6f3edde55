import { referenceKinds } from "../../domain/border-finding.ts";
import { referenceKindWords } from "../../domain/words.ts";
import { defineKind } from "../kind.ts";
import { optionalGoodsCode, referenceNumber } from "../reference-number.ts";
import { grams, oneOf, optionalDocuments, time } from "../scalars.ts";
import { country, optionalCountry, optionalShortText } from "../short-text.ts";
import { shortAddress } from "../wording.ts";

/** An authority records what it found in a shipment, whether or not any lot stands on record for the goods. */
export const recordFinding = defineKind({
  name: "record-finding",
  title: { en: "Record what was found in a shipment", zh: "登记查获情况" },
  contract: "Findings",
  functionName: "recordFinding",
  eventName: "FindingRecorded",
  primaryType: "RecordFinding",
  fields: {
    referenceKind: oneOf(referenceKinds, "What the goods were found by"),
    referenceNumber: referenceNumber("Number of the container (ISO 6346), bill of lading or customs declaration"),
    country: country("Country in which they were found"),
    goodsCode: optionalGoodsCode("Code of the Harmonized System that the goods are of; null if it was not judged"),
    labelOrigin: optionalCountry("Country of origin on the label; null if there is none"),
    seal: optionalShortText("Number of the seal found; null if there was none", "SEAL-88213"),
    grossGrams: grams("Gross weight; 0 if not weighed"),
    netGrams: grams("Net weight; 0 if not weighed"),
    evidence: optionalDocuments("Salted hash of the list of assay, photographs and other documents"),
    occurredAt: time("When they were found"),
  },
  attachments: {},
  lots: () => [],
  declares: () => [],
  moves: null,
  does: null,
  pursues: { of: "findings", step: "finding-recorded", field: null },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: false,
  // What an authority found in somebody's container is for authorities, and for whose lot it is linked to.
  shows: [],
  witness: null,
  gas: () => 300_000,
  describe: ({ organisation, referenceKind, referenceNumber: number, country: where }) => ({
    en: `${shortAddress(organisation)} records what it found in ${where}, ${referenceKindWords[referenceKind].en} ${number}`,
    zh: `${shortAddress(organisation)} 登记在 ${where} 的查获情况，${referenceKindWords[referenceKind].zh} ${number}`,
  }),
});
