import { defineKind } from "../kind.ts";
import { hash, lot, optionalDocuments } from "../scalars.ts";
import { country } from "../short-text.ts";
import { shortAddress, shortHash, shortLot } from "../wording.ts";

/** An authority states that what was found in a shipment is of a lot. */
export const linkFinding = defineKind({
  name: "link-finding",
  title: { en: "Link what was found to a lot", zh: "将查获情况关联到批次" },
  contract: "Findings",
  functionName: "linkFinding",
  eventName: "FindingLinked",
  primaryType: "LinkFinding",
  fields: {
    lot: lot("Lot that the goods are of"),
    finding: hash("Finding: digest of its statement"),
    country: country("Country in which whoever links is an authority"),
    evidence: optionalDocuments("Salted hash of the list of documents that show it"),
  },
  attachments: {},
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: null,
  does: { what: "finding-linked", of: ({ finding, country: where }) => ({ finding, country: where }) },
  pursues: { of: "findings", step: "finding-tied", field: "finding" },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: false,
  // The verdict on the lot tells of it to everybody.
  shows: "all",
  witness: null,
  gas: () => 350_000,
  describe: ({ organisation, lot: id, finding }) => ({
    en: `${shortAddress(organisation)} links finding ${shortHash(finding)} to lot ${shortLot(id)}`,
    zh: `${shortAddress(organisation)} 将查获情况 ${shortHash(finding)} 关联到批次 ${shortLot(id)}`,
  }),
});
