import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";
import { take } from "./grams.ts";

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
