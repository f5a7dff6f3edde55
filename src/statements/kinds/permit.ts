import { formatGrams } from "../../domain/amounts.ts";
import { elementSymbols } from "../../domain/elements.ts";
import { forms } from "../../domain/form.ts";
import { defineKind } from "../kind.ts";
import { maskOfEntries } from "../masks.ts";
import { address, endTime, grams, optionalDocument, time } from "../scalars.ts";
import { country } from "../short-text.ts";
import { day, shortAddress } from "../wording.ts";

/** A regulator lets an exporter send controlled goods to a consignee. */
export const permit = defineKind({
  name: "permit",
  title: { en: "Grant an export permit", zh: "核发出口许可" },
  contract: "ExportControl",
  functionName: "permit",
  eventName: "Permitted",
  primaryType: "Permit",
  fields: {
    exporter: address("Organisation that sends the goods"),
    consignee: address("Organisation that receives them"),
    country: country("Country that they leave, or pass"),
    destination: country("Country where they end"),
    elements: maskOfEntries(elementSymbols, 32, 0, "Controlled elements that it covers"),
    forms: maskOfEntries(forms, 16, 1, "Forms that it covers"),
    grams: grams("Grams in all, as lots weigh", 1),
    endUse: optionalDocument("Salted hash of the statement of end use"),
    validFrom: time("First second (inclusive) in which it may be used"),
    validUntil: endTime("Last second (inclusive) in which it may be used"),
  },
  attachments: {},
  lots: () => [],
  declares: () => [],
  moves: null,
  does: {
    what: "permitted",
    of: ({ exporter, consignee, country: from, destination, grams: granted, validUntil }) => ({
      ...{ exporter, consignee, country: from, destination, grams: granted, validUntil },
    }),
  },
  pursues: { of: "permits", step: "permit-granted", field: null },
  reliesOn: () => [],
  parties: ["organisation", "exporter", "consignee"],
  isFoundation: false,
  // Who buys how much from whom is a secret of the trade.
  shows: ["country", "destination", "elements", "forms", "validFrom", "validUntil"],
  witness: null,
  gas: () => 420_000,
  describe: ({
    organisation,
    exporter,
    consignee,
    country: from,
    destination,
    elements,
    grams: granted,
    validUntil,
  }) => {
    const [by, to, mass] = [shortAddress(exporter), shortAddress(consignee), formatGrams(granted)];
    const what = elements.join(", ");
    return {
      en: `${shortAddress(organisation)} permits ${by} to send ${mass} with ${what} from ${from} to ${to} in ${destination} until ${day(validUntil)}`,
      zh: `${shortAddress(organisation)} 许可 ${by} 自 ${from} 向 ${destination} 的 ${to} 出口含 ${what} 的货物 ${mass}，至 ${day(validUntil)}`,
    };
  },
});
