import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";
import { give, take } from "./grams.ts";

/** A handover moves grams from hand to hand. */
export const handOver: Fold<IncludedStatement<"hand-over">> = {
  want({ statement, lots }, tables) {
    for (const lot of lots) {
      tables.balance.want(lot, statement.message.organisation, statement.message.country);
      tables.balance.want(lot, statement.message.recipient, statement.message.country);
    }
  },
  apply({ statement }, tables) {
    const { grams, country, organisation, recipient } = statement.message;
    const lot = lotIdToWire(statement.message.lot);
    const carried = take(tables, { lot, holder: organisation, country }, grams);
    give(tables, { lot, holder: recipient, country }, grams, carried);
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

/** A retirement takes grams out of their holder's hand, for ever. */
export const retire: Fold<IncludedStatement<"retire">> = {
  want({ statement }, tables) {
    const { lot, organisation, country } = statement.message;
    tables.balance.want(lotIdToWire(lot), organisation, country);
  },
  apply({ statement }, tables) {
    const { lot, organisation, country, grams } = statement.message;
    take(tables, { lot: lotIdToWire(lot), holder: organisation, country }, grams);
  },
  movements({ statement: { message } }) {
    const { lot, organisation, grams } = message;
    return [{ organisation, lot: lotIdToWire(lot), kind: "retired", grams }];
  },
};
