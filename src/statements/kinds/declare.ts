import { formatFootprint, formatGrams } from "../../domain/amounts.ts";
import { custodyModelWords, formWords } from "../../domain/words.ts";
import { content, lotId, lotNumber } from "../content.ts";
import { defineKind } from "../kind.ts";
import { mainElements, shortAddress } from "../wording.ts";

/** Declares a lot without parents. */
export const declare = defineKind({
  name: "declare",
  title: { en: "Declare a lot", zh: "申报批次" },
  contract: "Certification",
  functionName: "declare",
  eventName: "Declared",
  primaryType: "Declare",
  fields: { lotNumber, content },
  attachments: {},
  lots: ({ message }) => [lotId(message.organisation, message.lotNumber, message.content)],
  declares: ({ organisation: producer, lotNumber: number, content: declared }) => [
    { producer, lotNumber: number, content: declared, certifiable: true },
  ],
  moves: null,
  does: null,
  reliesOn: ({ content: { quota } }) => (quota === null ? [] : [{ type: "quota", id: quota }]),
  parties: ["organisation"],
  isFoundation: true,
  shows: "all",
  witness: null,
  gas: () => 430_000,
  describe: ({ organisation, lotNumber: number, content: declared }) => {
    const by = shortAddress(organisation);
    const mass = formatGrams(declared.massGrams);
    const form = formWords[declared.form];
    const custody = custodyModelWords[declared.custodyModel];
    const shares = mainElements(declared.composition);
    const footprint = formatFootprint(declared.footprintGramsPerKilogram);
    return {
      en: `${by} declares lot ${number}: ${mass} of ${form.en} (${shares}) from ${declared.deposit}, ${declared.originCountry}, ${custody.en}, at ${footprint}`,
      zh: `${by} 申报批次 ${number}：${mass} ${form.zh}（${shares}），来自 ${declared.originCountry} ${declared.deposit}，${custody.zh}，碳足迹 ${footprint}`,
    };
  },
});
