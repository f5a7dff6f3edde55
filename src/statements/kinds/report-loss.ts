import { limitsSubject } from "../../domain/register-subject.ts";
import { dispatchWitness } from "../dispatched.ts";
import { defineKind } from "../kind.ts";
import { hash, integer, optionalDocument, time } from "../scalars.ts";
import { shortAddress, shortHash } from "../wording.ts";
import { dispatch } from "./dispatch.ts";

/** The sender or the carrier reports a consignment lost, whole. */
export const reportLoss = defineKind({
  name: "report-loss",
  title: { en: "Report a loss", zh: "报告灭失" },
  contract: "Custody",
  functionName: "reportLoss",
  eventName: "LossReported",
  primaryType: "ReportLoss",
  fields: {
    consignment: hash("Consignment: digest of its dispatch"),
    reason: integer(16, "Reason code", 1),
    evidence: optionalDocument("Salted hash of the report"),
    occurredAt: time("Time of the loss"),
  },
  attachments: { witness: dispatchWitness },
  lots: ({ witness }) => dispatch.lots({ message: witness.dispatch }),
  declares: () => [],
  moves: { how: "lost", of: ({ consignment, organisation: by }) => ({ consignment, by }) },
  does: null,
  reliesOn: () => [limitsSubject],
  parties: ["organisation"],
  isFoundation: false,
  shows: [],
  witness: { from: "consignment", field: "consignment" },
  gas: (_message, { witness }) => 270_000 + 20_000 * witness.dispatch.lines.length,
  describe: ({ organisation, consignment, reason }) => ({
    en: `${shortAddress(organisation)} reports consignment ${shortHash(consignment)} lost, reason ${reason}`,
    zh: `${shortAddress(organisation)} 报告货件 ${shortHash(consignment)} 灭失，原因代码 ${reason}`,
  }),
});
