import { type ElementSymbol, elementSymbols } from "../../domain/elements.ts";
import type { Content } from "../../domain/lot.ts";
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
    if (event.type !== "statement") return [];
    switch (event.kind) {
      case "assay": {
        const found = event.message.outcome === "conforms" ? foundIn(event.message) : [];
        for (const lot of event.lots) add(memory, lot, found);
        return [];
      }
      case "transform": {
        const { inputs } = event.message;
        const measured = event.lots.slice(0, inputs.length).flatMap((lot) => memory.get<Symbols>(lot) ?? []);
        for (const lot of event.lots.slice(inputs.length)) add(memory, lot, measured);
        return [];
      }
      case "deposit":
        for (const lot of event.lots) add(memory, accountOf(event), memory.get<Symbols>(lot) ?? []);
        return [];
      case "withdraw":
        return unmeasured(event, memory);
      default:
        return [];
    }
  },
});

function unmeasured(event: StatementEvent<"withdraw">, memory: RuleMemory) {
  const { outputs, process, organisation } = event.message;
  const account = accountOf(event);
  const measured = memory.get<Symbols>(account) ?? [];
  const drawn = new Set(outputs.flatMap(({ content }) => foundIn(content)));
  const site = siteOf(event).toString().padStart(13, "0");
  return [...drawn]
    .filter((element) => !measured.includes(element))
    .map((element) => ({
      cause: `${account} ${element}`,
      subject: { type: "organisation" as const, id: organisation },
      statements: [event.digest],
      organisations: [organisation],
      countries: [...new Set(outputs.map(({ content }) => content.country))],
      evidence: { site, process, element, lots: [...event.lots] },
    }));
}

function accountOf(event: StatementEvent<"deposit" | "withdraw">): string {
  return `${event.message.organisation} ${siteOf(event)} ${event.message.process}`;
}

function siteOf(event: StatementEvent<"deposit" | "withdraw">): bigint {
  if (event.kind === "deposit") return event.message.site;
  return event.message.outputs[0]?.content.site ?? 0n;
}

function add(memory: RuleMemory, key: string, found: readonly ElementSymbol[]): void {
  const known = memory.get<Symbols>(key) ?? [];
  const joined = elementSymbols.filter((symbol) => known.includes(symbol) || found.includes(symbol));
  if (joined.length > known.length) memory.set(key, joined);
}

function foundIn({ composition }: Pick<Content, "composition">): ElementSymbol[] {
  return elementSymbols.filter((symbol) => "partsPerHundredMillion" in composition[symbol]);
}
