import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";
import { take } from "./grams.ts";

/** A retirement takes grams out of their holder's hand, for ever. */
export const retire: Fold<IncludedStatement<"retire">> = {
  want({ statement }, tables) {
    tables.balance.want(lotIdToWire(statement.message.lot), statement.message.organisation);
  },
  apply({ statement }, tables) {
    const { lot, organisation, grams } = statement.message;
    take(tables, lotIdToWire(lot), organisation, grams);
  },
  movements({ statement: { message } }) {
    const { lot, organisation, grams } = message;
    return [{ organisation, lot: lotIdToWire(lot), kind: "retired", grams }];
  },
};
