import { formatGrams } from "../../domain/amounts.ts";
import { limitsSubject } from "../../domain/register-subject.ts";
import { dispatchWitness } from "../dispatched.ts";
import { defineKind } from "../kind.ts";
import { flag, grams, hash, integer, time } from "../scalars.ts";
import { list } from "../structs.ts";
import { shortAddress, shortHash } from "../wording.ts";
import { dispatch } from "./dispatch.ts";

/** Receives a consignment, all lines at once. */
export const receive = defineKind({
  name: "receive",
  title: { en: "Receive a consignment", zh: "收货" },
  contract: "Custody",
  functionName: "receiveConsignment",
  eventName: "Received",
  primaryType: "Receive",
  fields: {
    consignment: hash("Consignment: digest of its dispatch"),
    receivedGrams: list(grams("Received"), "Grams received of each line, never more than sent", 1, 100),
    shortageReason: integer(16, "Reason code of a shortage; 0 exactly where nothing is short"),
    sealIntact: flag("Whether the seal arrived intact"),
    occurredAt: time("Time of arrival"),
  },
  attachments: {
    witness: dispatchWitness,
  },
  lots: ({ witness }) => dispatch.lots({ message: witness.dispatch }),
  declares: () => [],
  moves: {
    how: "received",
    of: ({
      consignment,
      organisation: recipient,
      receivedGrams: gramsByLine,
      shortageReason,
      sealIntact,
      occurredAt,
    }) => ({
      consignment,
      recipient,
      gramsByLine,
      shortageReason,
      sealIntact,
      occurredAt,
    }),
  },
  does: null,
  // How much less arrived makes it disputed.
  reliesOn: ({ shortageReason }) => (shortageReason === 0 ? [] : [limitsSubject]),
  parties: ["organisation"],
  isFoundation: false,
  shows: [],
  witness: { from: "consignment", field: "consignment" },
  gas: (message) => 660_000 + 46_000 * message.receivedGrams.length,
  describe: ({ organisation, consignment, receivedGrams, shortageReason, sealIntact }) => {
    const by = shortAddress(organisation);
    const mass = formatGrams(receivedGrams.reduce((sum, entry) => sum + entry, 0n));
    const id = shortHash(consignment);
    return {
      en: `${by} receives ${mass} of consignment ${id}, seal ${sealIntact ? "intact" : "broken"}${
        shortageReason === 0 ? "" : `, short for reason ${shortageReason}`
      }`,
      zh: `${by} 收到货件 ${id} 共 ${mass}，封志${sealIntact ? "完好" : "破损"}${
        shortageReason === 0 ? "" : `，短少原因代码 ${shortageReason}`
      }`,
    };
  },
});
