import { dispatchWitness } from "../dispatched.ts";
import { defineKind } from "../kind.ts";
import { hash, integer, time } from "../scalars.ts";
import { shortAddress, shortHash } from "../wording.ts";
import { dispatch } from "./dispatch.ts";

/** The recipient refuses a consignment; it stays on the road, back to the sender. */
export const refuse = defineKind({
  name: "refuse",
  title: { en: "Refuse a consignment", zh: "拒收货件" },
  contract: "Custody",
  functionName: "refuse",
  eventName: "Refused",
  primaryType: "Refuse",
  fields: {
    consignment: hash("Consignment: digest of its dispatch"),
    reason: integer(16, "Reason code", 1),
    occurredAt: time("Time of the refusal"),
  },
  attachments: { witness: dispatchWitness },
  lots: ({ witness }) => dispatch.lots({ message: witness.dispatch }),
  declares: () => [],
  moves: null,
  does: { what: "turned-away", of: ({ consignment, reason }) => ({ consignment, reason }) },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: false,
  shows: [],
  witness: { from: "consignment", field: "consignment" },
  gas: (_message, { witness }) => 270_000 + 20_000 * witness.dispatch.lines.length,
  describe: ({ organisation, consignment, reason }) => ({
    en: `${shortAddress(organisation)} refuses consignment ${shortHash(consignment)}, reason ${reason}`,
    zh: `${shortAddress(organisation)} 拒收货件 ${shortHash(consignment)}，原因代码 ${reason}`,
  }),
});
