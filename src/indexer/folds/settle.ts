import type { Fold, IncludedStatement } from "../fold.ts";
import { settled, settleMissing, wantArrival, wantHands } from "./arrivals.ts";

/** A settlement closes a disputed consignment: what was missing goes to both sides as they agreed, and the rest is lost. */
export const settle: Fold<IncludedStatement<"settle">> = {
  want({ statement, lots }, tables) {
    wantArrival(tables, statement.message.consignment, lots);
  },
  wantMore({ statement, lots }, tables) {
    wantHands(tables, statement.message.consignment, lots);
  },
  apply({ digest, statement, timestamp }, tables) {
    const { consignment, shares } = statement.message;
    settleMissing(tables, consignment, shares, { closure: digest, closed_at: timestamp });
  },
  movements: ({ statement }, tables) => settled(tables, statement.message.consignment, statement.message.shares),
};
