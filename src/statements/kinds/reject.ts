import { lotIdentity } from "../content.ts";
import { defineKind } from "../kind.ts";
import { integer, lot, optionalHash } from "../scalars.ts";
import { shortAddress, shortLot } from "../wording.ts";

/** Rejects a declared lot, for ever. */
export const reject = defineKind({
  name: "reject",
  contract: "Certification",
  functionName: "reject",
  eventName: "Rejected",
  primaryType: "Reject",
  fields: {
    lot: lot("Lot to reject"),
    scheme: integer(16, "Scheme under which it was examined"),
    reason: integer(16, "Reason code", 1),
    report: optionalHash("Salted hash of the certifier's report"),
  },
  attachments: { witness: lotIdentity },
  lots: ({ message }) => [message.lot],
  gas: () => 290_000,
  describe: ({ organisation, lot: id, scheme, reason }) => ({
    en: `${shortAddress(organisation)} rejects lot ${shortLot(id)} under scheme ${scheme}, reason ${reason}`,
    zh: `${shortAddress(organisation)} 按方案 ${scheme} 驳回批次 ${shortLot(id)}，原因代码 ${reason}`,
  }),
});
