import { lotIdentity } from "../content.ts";
import { defineKind } from "../kind.ts";
import { integer, lot, optionalDocument } from "../scalars.ts";
import { shortAddress, shortLot } from "../wording.ts";

/** Rejects what is left of a declared lot: its named certifier says so, or its producer takes the declaration back. */
export const reject = defineKind({
  name: "reject",
  title: { en: "Reject a lot", zh: "驳回批次" },
  contract: "Certification",
  functionName: "reject",
  eventName: "Rejected",
  primaryType: "Reject",
  fields: {
    lot: lot("Lot to reject"),
    scheme: integer(16, "Scheme under which it was examined; 0 where its producer takes the declaration back"),
    reason: integer(16, "Reason code", 1),
    report: optionalDocument("Salted hash of the certifier's report"),
  },
  attachments: { witness: lotIdentity },
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: null,
  does: { what: "rejected", of: ({ reason }) => ({ reason }) },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: true,
  shows: "all",
  witness: { from: "lot", field: "lot" },
  gas: () => 430_000,
  describe: ({ organisation, lot: id, scheme, reason }) => {
    const [by, rejected] = [shortAddress(organisation), shortLot(id)];
    if (scheme === 0) {
      return {
        en: `${by} takes back its declaration of lot ${rejected}, reason ${reason}`,
        zh: `${by} 撤回其对批次 ${rejected} 的申报，原因代码 ${reason}`,
      };
    }
    return {
      en: `${by} rejects lot ${rejected} under scheme ${scheme}, reason ${reason}`,
      zh: `${by} 按方案 ${scheme} 驳回批次 ${rejected}，原因代码 ${reason}`,
    };
  },
});
