import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";
import { give, take } from "./grams.ts";

/** A handover moves grams from hand to hand. */
export const handOver: Fold<IncludedStatement<"hand-over">> = {
  want({ statement, lots }, tables) {
    for (const lot of lots) {
      tables.balance.want(lot, statement.message.organisation);
      tables.balance.want(lot, statement.message.recipient);
    }
  },
  apply({ statement }, tables) {
    const { lot, grams, organisation, recipient } = statement.message;
    const carried = take(tables, lotIdToWire(lot), organisation, grams);
    give(tables, lotIdToWire(lot), recipient, grams, carried);
  },
  movements({ statement: { message } }) {
    const { grams, organisation, recipient } = message;
    const lot = lotIdToWire(message.lot);
    return [
      { organisation, lot, kind: "delivered", grams, counterparty: recipient },
      { organisation: recipient, lot, kind: "received", grams, counterparty: organisation },
    ];
  },
};
