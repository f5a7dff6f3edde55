import { formatGrams } from "../../domain/amounts.ts";
import { processes } from "../../domain/process.ts";
import { formWords, processWords } from "../../domain/words.ts";
import { madeLots, outputLots, outputs } from "../inputs-outputs.ts";
import { defineKind } from "../kind.ts";
import { carbonGrams, integer, oneOf, time } from "../scalars.ts";
import { shortAddress } from "../wording.ts";

/** Declares lots against the account of a site that runs by mass balance. */
export const withdraw = defineKind({
  name: "withdraw",
  title: { en: "Take lots from a site's account", zh: "从场所账户提取" },
  contract: "SiteAccounts",
  functionName: "withdraw",
  eventName: "Withdrawn",
  primaryType: "Withdraw",
  fields: {
    process: oneOf(processes, "What the plant does"),
    period: integer(32, "Period whose credits are drawn on: the one that runs, or the one before"),
    outputs,
    emissionsGrams: carbonGrams("Emissions of the process for these outputs"),
    removalsGrams: carbonGrams("Removals by the process for these outputs"),
    occurredAt: time("Time of the end of their production"),
  },
  attachments: {},
  lots: ({ message }) => outputLots(message.organisation, message.outputs),
  declares: ({ organisation, outputs: made }) => madeLots(organisation, made),
  moves: null,
  does: {
    what: "drawn",
    of: ({ process, period, outputs: made, emissionsGrams, occurredAt }) => ({
      process,
      period,
      outputs: made,
      emissionsGrams,
      occurredAt,
    }),
  },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: false,
  shows: [],
  witness: null,
  gas: (message) => 600_000 + 150_000 * message.outputs.length,
  describe: ({ organisation, process, outputs: made }) => {
    const by = shortAddress(organisation);
    const done = processWords[process];
    const results = (language: "en" | "zh") =>
      made
        .map(({ content }) => `${formatGrams(content.massGrams)} ${formWords[content.form][language]}`)
        .join(language === "en" ? ", " : "、");
    return {
      en: `${by} draws ${results("en")}, made by ${done.en}, on its site's account`,
      zh: `${by} 自场所账户提取${done.zh}所得 ${results("zh")}`,
    };
  },
});
