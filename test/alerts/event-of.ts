import { id } from "ethers";
import type { AlertEvent, Facts, StatementEvent } from "../../src/alerts/events.ts";
import { Memory } from "../../src/alerts/memory.ts";
import type { Rule } from "../../src/alerts/rule.ts";
import type { Composition } from "../../src/domain/composition.ts";
import { elementSymbols } from "../../src/domain/elements.ts";
import type { Address, Hex } from "../../src/domain/hex.ts";
import type { Content } from "../../src/domain/lot.ts";
import type { JsonObject } from "../../src/statements/codec.ts";
import type { DeclaredLot, GramMovement } from "../../src/statements/deeds.ts";

/** First second of 2026. */
export const start = Date.UTC(2026, 0) / 1_000;

export const hashOf = (name: string): Hex => id(name) as Hex;
export const addressOf = (name: string): Address => `0x${id(name).slice(2, 42)}` as Address;

/** A composition of what was found, in parts per million; of everything else nothing above 1 ppm. */
export function compositionOf(partsPerMillion: Partial<Record<(typeof elementSymbols)[number], number>>): Composition {
  const share = (ppm: number | undefined) =>
    ppm === undefined ? { detectionLimit: 100 } : { partsPerHundredMillion: Math.round(ppm * 100) };
  return Object.fromEntries(elementSymbols.map((symbol) => [symbol, share(partsPerMillion[symbol])])) as Composition;
}

/** What rules read of a content. */
export function contentOf(changes: Partial<Content> = {}): Content {
  return {
    form: "concentrate",
    massGrams: 1_000_000n,
    composition: compositionOf({ La: 150_000, Ce: 250_000, Nd: 80_000 }),
    originCountry: "CN",
    deposit: "Bayan Obo",
    country: "CN",
    site: 6_901_234_567_892n,
    quota: null,
    ...changes,
  } as Content;
}

export function declared(lotNumber: string, changes: Partial<Content> = {}, producer = "miner"): DeclaredLot {
  return { producer: addressOf(producer), lotNumber, content: contentOf(changes), certifiable: true };
}

/** Gives a rule one event after the other, in the order in which they are told. */
export class Ledger {
  readonly #memory: Memory;
  readonly #rule: Rule;
  readonly #lots = new Map<Hex, DeclaredLot & { id: Hex; declaration: Hex }>();
  readonly #sent = new Map<Hex, GramMovement<"sent">>();
  #events = 0;

  // biome-ignore lint/suspicious/noExplicitAny: rules differ by their evidence, which no test of another looks at.
  constructor(rule: Rule<string, any>, memory = new Memory()) {
    this.#rule = rule;
    this.#memory = memory;
  }

  /** Everything that the rule keeps, as it is stored: a rule that is read anew goes on from there. */
  stored() {
    return this.#memory.takeChanges();
  }

  statement(event: Partial<StatementEvent> & { lotIds?: string[] }): ReturnType<Rule["judge"]> {
    const digest = event.digest ?? hashOf(`statement ${this.#events}`);
    const lots = (event.lotIds ?? []).map(hashOf);
    for (const lot of event.declares ?? []) {
      const key = hashOf(lot.lotNumber);
      this.#lots.set(key, { ...lot, id: key, declaration: digest });
      if (!lots.includes(key)) lots.push(key);
    }
    if (event.moves?.how === "sent") this.#sent.set(digest, event.moves);
    const { lotIds: _lotIds, ...given } = event;
    return this.#judge({
      type: "statement",
      organisation: addressOf("somebody"),
      country: null,
      declares: [],
      moves: null,
      does: null,
      ...given,
      digest,
      lots: event.lots ?? lots,
      ...this.#place(event.timestamp),
    });
  }

  act(event: string, args: JsonObject, timestamp?: number): ReturnType<Rule["judge"]> {
    return this.#judge({ type: "act", event, args, ...this.#place(timestamp) });
  }

  #place(timestamp?: number) {
    this.#events += 1;
    return { blockNumber: BigInt(this.#events), logIndex: 0, timestamp: timestamp ?? start + this.#events };
  }

  #judge(event: AlertEvent): ReturnType<Rule["judge"]> {
    const facts: Facts = {
      lot: (lot) => this.#lots.get(lot) ?? unknown(lot),
      dispatch: (consignment) => this.#sent.get(consignment) ?? unknown(consignment),
    };
    return this.#rule.judge(event, facts, this.#memory.of(this.#rule.name));
  }
}

function unknown(what: string): never {
  throw new Error(`${what} was never told of`);
}

/** Grams onto the road. */
export function sent(changes: Partial<GramMovement<"sent">> = {}): GramMovement<"sent"> {
  return {
    how: "sent",
    holder: addressOf("sender"),
    recipient: addressOf("recipient"),
    fromCountry: "CN",
    toCountry: "TH",
    route: [],
    lots: [{ lot: 1n, grams: 1_000_000n }],
    emissionsGrams: 0n,
    seal: "S-1",
    occurredAt: start,
    ...changes,
  };
}

/** What arrived of a consignment. */
export function received(changes: Partial<GramMovement<"received">> = {}): GramMovement<"received"> {
  return {
    how: "received",
    consignment: hashOf("consignment"),
    recipient: addressOf("recipient"),
    gramsByLine: [1_000_000n],
    shortageReason: 0,
    sealIntact: true,
    occurredAt: start + 1,
    ...changes,
  };
}
