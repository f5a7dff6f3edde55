import { defineKind } from "../kind.ts";
import { hash, integer } from "../scalars.ts";
import { shortAddress, shortHash } from "../wording.ts";

/** A regulator of a permit's country ends it before its time. */
export const withdrawPermit = defineKind({
  name: "withdraw-permit",
  title: { en: "Withdraw an export permit", zh: "撤回出口许可" },
  contract: "ExportControl",
  functionName: "withdrawPermit",
  eventName: "PermitWithdrawn",
  primaryType: "WithdrawPermit",
  fields: {
    permit: hash("Permit that ends: digest of its statement"),
    reason: integer(16, "Reason code", 1),
  },
  attachments: {},
  lots: () => [],
  declares: () => [],
  moves: null,
  does: { what: "permit-withdrawn", of: ({ permit }) => ({ permit }) },
  pursues: { of: "permits", step: "permit-taken-back", field: "permit" },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: false,
  shows: "all",
  witness: null,
  gas: () => 250_000,
  describe: ({ organisation, permit, reason }) => ({
    en: `${shortAddress(organisation)} withdraws export permit ${shortHash(permit)}, reason ${reason}`,
    zh: `${shortAddress(organisation)} 撤回出口许可 ${shortHash(permit)}，原因代码 ${reason}`,
  }),
});
