import { defineKind } from "../kind.ts";
import { bigInteger } from "../scalars.ts";
import { shortAddress } from "../wording.ts";

/** Withdraws a nonce that was never used. */
export const cancel = defineKind({
  name: "cancel",
  title: { en: "Withdraw what was signed", zh: "撤回已签署的声明" },
  contract: "Participants",
  functionName: "cancel",
  eventName: "Cancelled",
  primaryType: "Cancel",
  fields: { cancelled: bigInteger(256, "Nonce to withdraw") },
  attachments: {},
  lots: () => [],
  declares: () => [],
  moves: null,
  does: null,
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: false,
  shows: [],
  witness: null,
  gas: () => 250_000,
  describe: ({ organisation, cancelled }) => ({
    en: `${shortAddress(organisation)} withdraws whatever it signed with nonce ${cancelled}`,
    zh: `${shortAddress(organisation)} 撤回以随机数 ${cancelled} 签署的声明`,
  }),
});
