import type { Composition } from "../../domain/composition.ts";
import { type ElementSymbol, elementSymbols } from "../../domain/elements.ts";
import type { Deed } from "../../statements/deeds.ts";
import type { StatementEvent } from "../events.ts";
import type { RuleMemory } from "../memory.ts";
import { defineRule } from "../rule.ts";

type Symbols = ElementSymbol[];

/** Metal is drawn on a site's account that no laboratory ever found in what went in. */
export const withdrawnNotMeasured = defineRule<
  "withdrawn-not-measured",
  { site: string; process: string; element: ElementSymbol; lots: string[] }
>({
  name: "withdrawn-not-measured",
  severity: "serious",
  title: { en: "Withdrawn, and never measured going in", zh: "提取了从未在投入中测得的元素" },
  words: ({ element, site }) => ({
    en: `${element} is drawn on the account of site ${site}; no laboratory found any in what went in.`,
    zh: `从场所 ${site} 的账户中提取了 ${element}，而投入物料中从未有实验室测得该元素。`,
  }),
  judge(event, _facts, memory) {
    if (event.type !== "statement" || event.does === null) return [];
    const { does, lots } = event;
    switch (does.what) {
      case "examined": {
        const found = does.composition && does.outcome === "conforms" ? foundIn(does.composition) : [];
        for (const lot of lots) add(memory, lot, found);
        return [];
      }
      case "transformed": {
        const measured = lots.slice(0, does.inputs.length).flatMap((lot) => memory.get<Symbols>(lot) ?? []);
        for (const lot of lots.slice(does.inputs.length)) add(memory, lot, measured);
        return [];
      }
      case "credited": {
        const account = `${event.organisation} ${does.site} ${does.process}`;
        for (const lot of lots) add(memory, account, memory.get<Symbols>(lot) ?? []);
        return [];
      }
      case "drawn":
        return unmeasured(event, does, memory);
      default:
        return [];
    }
  },
});

function unmeasured({ organisation, digest, lots }: StatementEvent, does: Deed<"drawn">, memory: RuleMemory) {
  const { outputs, process } = does;
  const gln = outputs[0]?.content.site ?? 0n;
  const account = `${organisation} ${gln} ${process}`;
  const measured = memory.get<Symbols>(account) ?? [];
  const drawn = new Set(outputs.flatMap(({ content }) => foundIn(content.composition)));
  return [...drawn]
    .filter((element) => !measured.includes(element))
    .map((element) => ({
      cause: `${account} ${element}`,
      subject: { type: "organisation" as const, id: organisation },
      statements: [digest],
      organisations: [organisation],
      countries: [...new Set(outputs.map(({ content }) => content.country))],
      evidence: { site: gln.toString().padStart(13, "0"), process, element, lots: [...lots] },
    }));
}

function add(memory: RuleMemory, key: string, found: readonly ElementSymbol[]): void {
  const known = memory.get<Symbols>(key) ?? [];
  const joined = elementSymbols.filter((symbol) => known.includes(symbol) || found.includes(symbol));
  if (joined.length > known.length) memory.set(key, joined);
}

function foundIn(composition: Composition): ElementSymbol[] {
  return elementSymbols.filter((symbol) => "partsPerHundredMillion" in composition[symbol]);
}
