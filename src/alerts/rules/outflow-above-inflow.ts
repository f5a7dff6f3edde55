import { formatGrams } from "../../domain/amounts.ts";
import type { Address } from "../../domain/hex.ts";
import type { AlertEvent, Facts } from "../events.ts";
import type { RuleMemory } from "../memory.ts";
import { defineRule } from "../rule.ts";

type Flow = { in: string; out: string };

/**
 * Somebody hands on more certified grams than were certified for it and handed to it. The ledger's laws do not let that happen: if it does,
 * a contract or the index is broken. What is processed or retired is not counted as handed on, so the bound is generous.
 */
export const outflowAboveInflow = defineRule<
  "outflow-above-inflow",
  { organisation: string; inGrams: string; outGrams: string }
>({
  name: "outflow-above-inflow",
  severity: "serious",
  title: { en: "Certified outflow above certified inflow", zh: "认证流出量超过认证流入量" },
  words: ({ inGrams, outGrams }) => ({
    en: `An organisation handed on ${formatGrams(BigInt(outGrams))} of certified goods, and only ${formatGrams(BigInt(inGrams))} ever came to it.`,
    zh: `某机构交出了 ${formatGrams(BigInt(outGrams))} 认证货物，而流入量仅为 ${formatGrams(BigInt(inGrams))}。`,
  }),
  judge(event, facts, memory) {
    const found: Address[] = [];
    for (const [organisation, grams] of flowsOf(event, facts, memory)) {
      const flow = grown(memory, organisation, grams);
      if (grams < 0n && BigInt(flow.out) > BigInt(flow.in)) found.push(organisation);
    }
    if (event.type !== "statement") return [];
    return found.map((organisation) => {
      const flow = memory.get<Flow>(organisation) ?? { in: "0", out: "0" };
      return {
        cause: organisation,
        subject: { type: "organisation", id: organisation },
        statements: [event.digest],
        organisations: [organisation],
        countries: countriesOf(event),
        evidence: { organisation, inGrams: flow.in, outGrams: flow.out },
      };
    });
  },
});

/** What comes to organisations (above zero) and leaves them. */
function flowsOf(event: AlertEvent, facts: Facts, memory: RuleMemory): [Address, bigint][] {
  if (event.type !== "statement") return [];
  if (event.does?.what === "issued") {
    // A lot that is certified again has no more grams than it had the first time.
    const first = event.lots.filter((lot) => memory.get(`certified ${lot}`) === undefined);
    for (const lot of first) memory.set(`certified ${lot}`, true);
    return first.map((lot) => [facts.lot(lot).producer, facts.lot(lot).content.massGrams]);
  }
  const { moves } = event;
  // What is seized stays what came to its holder, and is given back or never handed on: neither is a flow.
  switch (moves?.how) {
    case "sent":
      return [[moves.holder, -sum(moves.lots.map(({ grams }) => grams))]];
    case "received":
      return [[moves.recipient, sum(moves.gramsByLine)]];
    case "returned":
      return [[moves.holder, sum(moves.gramsByLine)]];
    case "shared": {
      const { holder, recipient } = facts.dispatch(moves.consignment);
      return [
        [holder, sum(moves.shares.map(({ senderGrams }) => senderGrams))],
        [recipient, sum(moves.shares.map(({ recipientGrams }) => recipientGrams))],
      ];
    }
    case "handed": {
      const grams = sum(moves.lots.map((line) => line.grams));
      return [
        [moves.holder, -grams],
        [moves.recipient, grams],
      ];
    }
    default:
      return [];
  }
}

const sum = (all: readonly bigint[]): bigint => all.reduce((total, grams) => total + grams, 0n);

function grown(memory: RuleMemory, organisation: Address, grams: bigint): Flow {
  const flow = memory.get<Flow>(organisation) ?? { in: "0", out: "0" };
  const next =
    grams < 0n
      ? { in: flow.in, out: (BigInt(flow.out) - grams).toString() }
      : { in: (BigInt(flow.in) + grams).toString(), out: flow.out };
  memory.set(organisation, next);
  return next;
}

function countriesOf(event: AlertEvent): string[] {
  if (event.type !== "statement") return [];
  if (event.moves?.how === "sent") return [event.moves.fromCountry, event.moves.toCountry];
  return event.moves?.how === "handed" ? [event.moves.country] : [];
}
