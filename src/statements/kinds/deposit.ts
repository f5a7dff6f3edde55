import { formatGrams } from "../../domain/amounts.ts";
import { inputs, inputsWitness } from "../inputs-outputs.ts";
import { defineKind } from "../kind.ts";
import { locationNumber } from "../location-number.ts";
import { time } from "../scalars.ts";
import { country } from "../short-text.ts";
import { shortAddress } from "../wording.ts";

/** Puts certified grams into the account of a site that runs by mass balance. */
export const deposit = defineKind({
  name: "deposit",
  contract: "SiteAccounts",
  functionName: "deposit",
  eventName: "Deposited",
  primaryType: "Deposit",
  fields: {
    inputs,
    country: country("Where the site is"),
    site: locationNumber("Site whose account it is"),
    occurredAt: time("Time at which it went into the plant"),
  },
  attachments: { witness: inputsWitness },
  lots: ({ message }) => message.inputs.map((entry) => entry.lot),
  gas: (message) => 430_000 + 45_000 * message.inputs.length,
  describe: ({ organisation, inputs: taken, site }) => {
    const mass = formatGrams(taken.reduce((sum, entry) => sum + entry.grams, 0n));
    const by = shortAddress(organisation);
    const lots = taken.length === 1 ? "one lot" : `${taken.length} lots`;
    return {
      en: `${by} puts ${mass} of ${lots} into the account of site ${site}`,
      zh: `${by} 将 ${taken.length} 个批次共 ${mass} 计入场所 ${site} 的账户`,
    };
  },
});
