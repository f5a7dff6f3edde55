import { formatGrams } from "../../domain/amounts.ts";
import { dispatchWitness, gasOfReturn } from "../dispatched.ts";
import { countersigned, defineKind } from "../kind.ts";
import { address, grams, hash, integer, time } from "../scalars.ts";
import { list, struct } from "../structs.ts";
import { shortAddress, shortHash } from "../wording.ts";
import { dispatch } from "./dispatch.ts";

const share = struct("Share", {
  recipientGrams: grams("Grams that the recipient gets"),
  senderGrams: grams("Grams that the sender gets back"),
});

/** Sender and recipient share out what is missing of a disputed consignment; both sign the same statement. */
export const settle = defineKind({
  name: "settle",
  title: { en: "Settle a dispute", zh: "了结短少争议" },
  contract: "Custody",
  functionName: "settle",
  eventName: "Settled",
  primaryType: "Settle",
  fields: {
    consignment: hash("Consignment: digest of its dispatch"),
    recipient: address("Organisation that received it"),
    recipientKey: address("Key of the recipient that signs too"),
    shares: list(share, "Who gets how many of the missing grams, line by line in the order of the dispatch", 1, 100),
    lossReason: integer(16, "Reason code of what is lost; 0 exactly where nothing is"),
    occurredAt: time("Time of the agreement"),
  },
  attachments: { witness: dispatchWitness, ...countersigned },
  lots: ({ witness }) => dispatch.lots({ message: witness.dispatch }),
  declares: () => [],
  moves: { how: "shared", of: ({ consignment, shares }) => ({ consignment, shares }) },
  does: null,
  reliesOn: () => [],
  parties: ["organisation", "recipient"],
  isFoundation: false,
  shows: [],
  witness: { from: "consignment", field: "consignment" },
  gas: ({ shares }, { witness }) => 900_000 + 98_000 * shares.length + gasOfReturn(witness.dispatch),
  describe: ({ organisation, recipient, consignment, shares, lossReason }) => {
    const [from, to, id] = [shortAddress(organisation), shortAddress(recipient), shortHash(consignment)];
    const got = formatGrams(shares.reduce((sum, { recipientGrams }) => sum + recipientGrams, 0n));
    const back = formatGrams(shares.reduce((sum, { senderGrams }) => sum + senderGrams, 0n));
    return {
      en: `${from} and ${to} settle what is missing of consignment ${id}: ${got} to the recipient, ${back} back to the sender${
        lossReason === 0 ? "" : `, the rest lost for reason ${lossReason}`
      }`,
      zh: `${from} 与 ${to} 就货件 ${id} 的短少达成一致：收货方得 ${got}，发货方收回 ${back}${
        lossReason === 0 ? "" : `，其余灭失，原因代码 ${lossReason}`
      }`,
    };
  },
});
