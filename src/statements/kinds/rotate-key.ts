import { scopes } from "../../domain/participants.ts";
import { defineKind } from "../kind.ts";
import { maskOfEntries } from "../masks.ts";
import { endTime, optionalAddress, time } from "../scalars.ts";
import { shortAddress } from "../wording.ts";

/** An organisation's own change of keys: adds one, withdraws one, or both. */
export const rotateKey = defineKind({
  name: "rotate-key",
  title: { en: "Change keys", zh: "更换密钥" },
  contract: "Participants",
  functionName: "rotateKey",
  eventName: "KeyRotated",
  primaryType: "RotateKey",
  fields: {
    newKey: optionalAddress("Key to add"),
    scopes: maskOfEntries(scopes, 32, 0, "Scopes of the new key"),
    validFrom: time("First second (inclusive) at which the new key may sign"),
    validUntil: endTime("Last second (inclusive) at which the new key may sign"),
    withdrawnKey: optionalAddress("Key to withdraw, for ever"),
    compromisedSince: time("When the withdrawn key's statements begin to be suspect; 0 if it was not compromised"),
  },
  attachments: {},
  lots: () => [],
  declares: () => [],
  moves: null,
  does: { what: "keyed", of: ({ newKey: added, withdrawnKey: withdrawn }) => ({ added, withdrawn }) },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: false,
  shows: [],
  witness: null,
  gas: () => 320_000,
  describe: ({ organisation, newKey, withdrawnKey }) => {
    const by = shortAddress(organisation);
    const added = newKey === null ? undefined : shortAddress(newKey);
    const withdrawn = withdrawnKey === null ? undefined : shortAddress(withdrawnKey);
    return {
      en: `${by} changes keys: ${[added && `adds key ${added}`, withdrawn && `withdraws key ${withdrawn}`].filter(Boolean).join(" and ")}`,
      zh: `${by} 更换密钥：${[added && `启用密钥 ${added}`, withdrawn && `停用密钥 ${withdrawn}`].filter(Boolean).join("，")}`,
    };
  },
});
