import { formatGrams } from "../../domain/amounts.ts";
import { processes } from "../../domain/process.ts";
import { processWords } from "../../domain/words.ts";
import { inputs, inputsWitness } from "../inputs-outputs.ts";
import { defineKind } from "../kind.ts";
import { locationNumber } from "../location-number.ts";
import { oneOf, time } from "../scalars.ts";
import { country } from "../short-text.ts";
import { shortAddress } from "../wording.ts";

/** Puts certified grams into the account of a process at a site that runs by mass balance. */
export const deposit = defineKind({
  name: "deposit",
  title: { en: "Put lots into a site's account", zh: "存入场所账户" },
  contract: "SiteAccounts",
  functionName: "deposit",
  eventName: "Deposited",
  primaryType: "Deposit",
  fields: {
    process: oneOf(processes, "What the plant does with it"),
    inputs,
    country: country("Where the site is"),
    site: locationNumber("Site whose account it is"),
    occurredAt: time("Time at which it went into the plant"),
  },
  attachments: { witness: inputsWitness },
  lots: ({ message }) => message.inputs.map((entry) => entry.lot),
  declares: () => [],
  moves: {
    how: "consumed",
    of: ({ organisation: holder, country: where, inputs: lots }) => ({ holder, country: where, lots }),
  },
  does: { what: "credited", of: ({ process, site, inputs: lots }) => ({ process, site, inputs: lots }) },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: false,
  shows: [],
  witness: { from: "lots", field: "inputs" },
  gas: (message) => 720_000 + 100_000 * message.inputs.length,
  describe: ({ organisation, process, inputs: taken, site }) => {
    const mass = formatGrams(taken.reduce((sum, entry) => sum + entry.grams, 0n));
    const by = shortAddress(organisation);
    const lots = taken.length === 1 ? "one lot" : `${taken.length} lots`;
    const done = processWords[process];
    return {
      en: `${by} puts ${mass} of ${lots} into site ${site}'s account for ${done.en}`,
      zh: `${by} 将 ${taken.length} 个批次共 ${mass} 计入场所 ${site} 的${done.zh}账户`,
    };
  },
});
