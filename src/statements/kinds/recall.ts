import { formatGrams } from "../../domain/amounts.ts";
import { limitsSubject } from "../../domain/register-subject.ts";
import { dispatchWitness, gasOfReturn } from "../dispatched.ts";
import { defineKind } from "../kind.ts";
import { grams, hash, integer, time } from "../scalars.ts";
import { list } from "../structs.ts";
import { shortAddress, shortHash } from "../wording.ts";
import { dispatch } from "./dispatch.ts";

/** The sender takes a consignment back into its hand, refused or not. */
export const recall = defineKind({
  name: "recall",
  title: { en: "Take a consignment back", zh: "收回货件" },
  contract: "Custody",
  functionName: "recall",
  eventName: "Recalled",
  primaryType: "Recall",
  fields: {
    consignment: hash("Consignment: digest of its dispatch"),
    returnedGrams: list(grams("Returned"), "Grams that came back of each line, never more than sent", 1, 100),
    shortageReason: integer(16, "Reason code of a shortage; 0 exactly where nothing is short"),
    occurredAt: time("Time of the return"),
  },
  attachments: { witness: dispatchWitness },
  lots: ({ witness }) => dispatch.lots({ message: witness.dispatch }),
  declares: () => [],
  moves: {
    how: "returned",
    of: ({ consignment, organisation: holder, returnedGrams: gramsByLine }) => ({ consignment, holder, gramsByLine }),
  },
  does: null,
  reliesOn: () => [limitsSubject],
  parties: ["organisation"],
  isFoundation: false,
  shows: [],
  witness: { from: "consignment", field: "consignment" },
  gas: ({ returnedGrams }, { witness }) => 720_000 + 49_000 * returnedGrams.length + gasOfReturn(witness.dispatch),
  describe: ({ organisation, consignment, returnedGrams }) => {
    const mass = formatGrams(returnedGrams.reduce((sum, entry) => sum + entry, 0n));
    return {
      en: `${shortAddress(organisation)} takes back ${mass} of consignment ${shortHash(consignment)}`,
      zh: `${shortAddress(organisation)} 收回货件 ${shortHash(consignment)} 共 ${mass}`,
    };
  },
});
