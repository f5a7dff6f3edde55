import { dispatchWitness } from "../dispatched.ts";
import { defineKind } from "../kind.ts";
import { hash, integer, time } from "../scalars.ts";
import { route } from "../short-text.ts";
import { shortAddress, shortHash } from "../wording.ts";
import { dispatch } from "./dispatch.ts";

/** The carrier states that a consignment on the road passes other countries than was stated so far. */
export const changeRoute = defineKind({
  name: "change-route",
  title: { en: "Change the route", zh: "变更路线" },
  contract: "Routes",
  functionName: "changeRoute",
  eventName: "RouteChanged",
  primaryType: "ChangeRoute",
  fields: {
    consignment: hash("Consignment: digest of its dispatch"),
    route: route("Countries passed on the whole way, in order"),
    reason: integer(16, "Reason code", 1),
    occurredAt: time("Time of the change"),
  },
  attachments: { witness: dispatchWitness },
  lots: ({ witness }) => dispatch.lots({ message: witness.dispatch }),
  declares: () => [],
  moves: null,
  does: {
    what: "rerouted",
    of: ({ consignment, route: passed, reason, occurredAt }) => ({ consignment, route: passed, reason, occurredAt }),
  },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: false,
  shows: [],
  witness: { from: "consignment", field: "consignment" },
  // The rules of movements may judge every lot in every country that is new, and in that of the departure.
  gas: ({ route: passed }, { witness: { dispatch: sent } }) =>
    650_000 + 30_000 * sent.lines.length + (105_000 + 10_500 * sent.lines.length) * (passed.length + 1),
  describe: ({ organisation, consignment, route: passed, reason }) => {
    const [by, what, way] = [shortAddress(organisation), shortHash(consignment), passed.join(", ")];
    return passed.length === 0
      ? {
          en: `${by} leads consignment ${what} through no other country, reason ${reason}`,
          zh: `${by} 将货件 ${what} 改为不经任何他国，原因代码 ${reason}`,
        }
      : {
          en: `${by} leads consignment ${what} through ${way}, reason ${reason}`,
          zh: `${by} 将货件 ${what} 改经 ${way}，原因代码 ${reason}`,
        };
  },
});
