import { formatGrams } from "../../domain/amounts.ts";
import { processes } from "../../domain/process.ts";
import { allowanceSubject, policiesSubject, termsSubject } from "../../domain/register-subject.ts";
import { formWords, processWords } from "../../domain/words.ts";
import { inputs, inputsWitness, madeLots, outputLots, outputs } from "../inputs-outputs.ts";
import { defineKind } from "../kind.ts";
import { locationNumberToWire } from "../location-number.ts";
import { carbonGrams, grams, integer, oneOf, time } from "../scalars.ts";
import { shortAddress } from "../wording.ts";

/** Makes lots from lots. */
export const transform = defineKind({
  name: "transform",
  title: { en: "Make lots from lots", zh: "加工制得批次" },
  contract: "Processing",
  functionName: "transform",
  eventName: "Transformed",
  primaryType: "Transform",
  fields: {
    process: oneOf(processes, "What was done"),
    scheme: integer(16, "Scheme whose tolerance and prices apply; 0 for none"),
    inputs,
    outputs,
    emissionsGrams: carbonGrams("Emissions of the process"),
    removalsGrams: carbonGrams("Removals by the process, never netted into the footprint"),
    lossGrams: grams("Mass that left as waste"),
    occurredAt: time("Time of its end"),
  },
  attachments: { witness: inputsWitness },
  lots: ({ message }) => [
    ...message.inputs.map((entry) => entry.lot),
    ...outputLots(message.organisation, message.outputs),
  ],
  declares: ({ organisation, outputs: made }) => madeLots(organisation, made),
  moves: {
    how: "consumed",
    of: ({ organisation: holder, inputs: lots, outputs: [first] }) => ({
      holder,
      country: first?.content.country ?? "",
      lots,
    }),
  },
  does: {
    what: "transformed",
    of: ({ process, scheme, inputs: taken, outputs: made, emissionsGrams, occurredAt }) => ({
      process,
      scheme,
      inputs: taken,
      outputs: made,
      emissionsGrams,
      occurredAt,
    }),
  },
  reliesOn: ({ organisation, scheme, outputs: [first] }) => [
    policiesSubject,
    ...(scheme === 0 ? [] : [termsSubject(scheme)]),
    ...(first === undefined ? [] : [allowanceSubject(organisation, locationNumberToWire(first.content.site))]),
  ],
  parties: ["organisation"],
  isFoundation: false,
  shows: [],
  witness: { from: "lots", field: "inputs" },
  gas: (message) => 420_000 + 50_000 * message.inputs.length + 110_000 * message.outputs.length,
  describe: ({ organisation, process, inputs: taken, outputs: made }) => {
    const by = shortAddress(organisation);
    const mass = formatGrams(taken.reduce((sum, entry) => sum + entry.grams, 0n));
    const done = processWords[process];
    const results = (language: "en" | "zh") =>
      made
        .map(({ content }) => `${formatGrams(content.massGrams)} ${formWords[content.form][language]}`)
        .join(language === "en" ? ", " : "、");
    return {
      en: `${by} makes ${results("en")} from ${mass} of ${taken.length === 1 ? "one lot" : `${taken.length} lots`} by ${done.en}`,
      zh: `${by} 经${done.zh}由 ${taken.length} 个批次共 ${mass} 制得 ${results("zh")}`,
    };
  },
});
