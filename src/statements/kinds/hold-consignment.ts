import { dispatchWitness } from "../dispatched.ts";
import { defineKind } from "../kind.ts";
import { endTime, hash, integer, optionalDocument } from "../scalars.ts";
import { country } from "../short-text.ts";
import { day, shortAddress, shortHash } from "../wording.ts";
import { dispatch } from "./dispatch.ts";

/** An authority on the way of a consignment holds it: whatever hand its grams come into, nothing new starts with them until the hold ends. */
export const holdConsignment = defineKind({
  name: "hold-consignment",
  title: { en: "Hold a consignment", zh: "扣留货件" },
  contract: "Customs",
  functionName: "holdConsignment",
  eventName: "ConsignmentHeld",
  primaryType: "HoldConsignment",
  fields: {
    consignment: hash("Consignment: digest of its dispatch"),
    country: country("Country on its way whose authority holds it"),
    ground: integer(16, "Code of the legal ground", 1),
    evidence: optionalDocument("Salted hash of the documents"),
    until: endTime("Last second (inclusive) of the hold; at most ninety days from now"),
  },
  attachments: { witness: dispatchWitness },
  lots: ({ witness }) => dispatch.lots({ message: witness.dispatch }),
  declares: () => [],
  moves: null,
  does: {
    what: "held",
    of: ({ consignment, country: where, ground, until }) => ({
      ...{ holder: null, consignment, country: where, ground, until, answerBy: null },
    }),
  },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: false,
  // What an authority does to goods is public. Who sends them to whom is not, and is not said here.
  shows: "all",
  witness: { from: "consignment", field: "consignment" },
  // About 105,000 a line, and room to look through other holds that are on the way to the same parts.
  gas: (_message, { witness }) => 800_000 + 230_000 * witness.dispatch.lines.length,
  describe: ({ organisation, consignment, country: where, ground, until }) => ({
    en: `${shortAddress(organisation)} holds consignment ${shortHash(consignment)} in ${where} until ${day(until)}, on ground ${ground}`,
    zh: `${shortAddress(organisation)} 依据 ${ground} 在 ${where} 扣留货件 ${shortHash(consignment)}，至 ${day(until)}`,
  }),
});
