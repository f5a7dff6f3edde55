import type { Balance } from "../../client/answers.ts";
import { sideOf } from "../../domain/balance.ts";
import type { Form } from "../../domain/form.ts";

type Row = NonNullable<Balance["rows"]>[number];
export type Flow = keyof Row["flows"];

/** Where amounts of an element come from, what they are meanwhile, and where they go. */
export type Stop =
  | { side: "from"; what: Flow | "opening" }
  /** Null for what a site's account holds. */
  | { side: "held"; what: Form | null }
  | { side: "to"; what: Flow | "closing" };

/** What flows from one stop to another. */
export interface Stream {
  from: Stop;
  to: Stop;
  nanograms: bigint;
}

/** The element's balance as streams: what comes in on one side of each form is as much as what leaves and remains on the other. */
export function streamsOf(rows: readonly Row[], element: string): Stream[] {
  const streams = new Map<string, Stream>();
  const add = (from: Stop, to: Stop, nanograms: bigint) => {
    if (nanograms === 0n) return;
    const key = `${stopId(from)} ${stopId(to)}`;
    streams.set(key, { from, to, nanograms: nanograms + (streams.get(key)?.nanograms ?? 0n) });
  };
  for (const { element: of, form, openingNanograms, closingNanograms, flows } of rows) {
    if (of !== element) continue;
    const held: Stop = { side: "held", what: form };
    add({ side: "from", what: "opening" }, held, BigInt(openingNanograms));
    add(held, { side: "to", what: "closing" }, BigInt(closingNanograms));
    for (const [what, text] of Object.entries(flows) as [Flow, string][]) {
      const amount = BigInt(text);
      // What a tolerance let grow is a loss below zero: it comes in.
      if (sideOf(what, form === null) === "in" || amount < 0n) {
        add({ side: "from", what }, held, amount < 0n ? -amount : amount);
      } else add(held, { side: "to", what }, amount);
    }
  }
  return [...streams.values()];
}

/** A name of a stop that no other stop has. */
export function stopId({ side, what }: Stop): string {
  return `${side}/${what ?? "account"}`;
}
