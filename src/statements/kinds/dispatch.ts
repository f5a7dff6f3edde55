import { formatGrams } from "../../domain/amounts.ts";
import { defineKind } from "../kind.ts";
import { address, carbonGrams, grams, lot, optionalAddress, optionalGramsList, time } from "../scalars.ts";
import { country, optionalShortText, route } from "../short-text.ts";
import { list, struct } from "../structs.ts";
import { shortAddress } from "../wording.ts";

const line = struct("Line", {
  lot: lot("Lot"),
  grams: grams("Grams sent", 1),
});

/** Sends grams of one or several lots to a recipient. */
export const dispatch = defineKind({
  name: "dispatch",
  title: { en: "Send goods", zh: "发运货物" },
  contract: "Custody",
  functionName: "dispatch",
  eventName: "Dispatched",
  primaryType: "Dispatch",
  fields: {
    recipient: address("Organisation that is to receive them"),
    carrier: optionalAddress("Organisation that carries them; none if the sender or recipient does"),
    fromCountry: country("Country of departure"),
    toCountry: country("Country of destination"),
    route: route("Countries passed on the way, in order"),
    seal: optionalShortText("Number of the seal", "S-4711"),
    lines: list(line, "Lots and grams, in ascending order of lot ids, each lot once", 1, 100),
    units: optionalGramsList(
      "Salted hash of the list of grams that the lines carry; none where it is left open which they are",
    ),
    emissionsGrams: carbonGrams("Emissions of the journey (ISO 14083)"),
    occurredAt: time("Time of departure"),
  },
  attachments: {},
  lots: ({ message }) => message.lines.map((entry) => entry.lot),
  declares: () => [],
  moves: {
    how: "sent",
    of: ({
      organisation: holder,
      recipient,
      fromCountry,
      toCountry,
      route: passed,
      lines: lots,
      emissionsGrams,
      seal,
      occurredAt,
    }) => ({
      holder,
      recipient,
      fromCountry,
      toCountry,
      route: passed,
      lots,
      emissionsGrams,
      seal,
      occurredAt,
    }),
  },
  does: null,
  reliesOn: () => [],
  // A carrier is party to the consignment, and told of as such.
  parties: ["organisation", "recipient"],
  isFoundation: false,
  shows: ["fromCountry", "toCountry"],
  witness: null,
  // Each country that it leaves or passes may ask for a permit.
  gas: ({ lines, fromCountry, toCountry, route: passed }) =>
    320_000 + 55_000 * lines.length + (fromCountry === toCountry ? 0 : 70_000) + 70_000 * passed.length,
  describe: ({ organisation, recipient, fromCountry, toCountry, lines }) => {
    const mass = formatGrams(lines.reduce((sum, entry) => sum + entry.grams, 0n));
    const [from, to] = [shortAddress(organisation), shortAddress(recipient)];
    const lots = lines.length === 1 ? "one lot" : `${lines.length} lots`;
    return {
      en: `${from} sends ${mass} of ${lots} to ${to}, from ${fromCountry} to ${toCountry}`,
      zh: `${from} 向 ${to} 发运 ${lines.length} 个批次共 ${mass}，自 ${fromCountry} 至 ${toCountry}`,
    };
  },
});
