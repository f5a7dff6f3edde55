import { defineKind } from "../kind.ts";
import { hash, integer, optionalLot } from "../scalars.ts";
import { country } from "../short-text.ts";
import { shortAddress, shortHash, shortLot } from "../wording.ts";

/** An authority withdraws a link of a finding to a lot, or the finding itself once no link stands. */
export const withdrawFinding = defineKind({
  name: "withdraw-finding",
  title: { en: "Withdraw what was found, or its link to a lot", zh: "撤回查获情况或其与批次的关联" },
  contract: "Findings",
  functionName: "withdrawFinding",
  eventName: "FindingWithdrawn",
  primaryType: "WithdrawFinding",
  fields: {
    lot: optionalLot("Lot of the link; null for the finding itself"),
    finding: hash("Finding: digest of its statement"),
    country: country("Country in which whoever withdraws is an authority"),
    reason: integer(16, "Reason code", 1),
  },
  attachments: {},
  lots: ({ message }) => (message.lot === null ? [] : [message.lot]),
  declares: () => [],
  moves: null,
  does: { what: "finding-unlinked", of: ({ finding }) => ({ finding }) },
  pursues: { of: "findings", step: "finding-taken-back", field: "finding" },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: false,
  shows: "all",
  witness: null,
  gas: () => 330_000,
  describe: ({ organisation, lot: id, finding, reason }) => ({
    en: `${shortAddress(organisation)} withdraws ${id === null ? "" : `from lot ${shortLot(id)} `}finding ${shortHash(finding)}, reason ${reason}`,
    zh: `${shortAddress(organisation)} 撤回查获情况 ${shortHash(finding)}${id === null ? "" : `与批次 ${shortLot(id)} 的关联`}，原因代码 ${reason}`,
  }),
});
