import type { Fold, IncludedStatement } from "../fold.ts";
import { arrive, lost, wantArrival } from "./arrivals.ts";

/** A reported loss closes a consignment with nothing in anybody's hand. */
export const reportLoss: Fold<IncludedStatement<"report-loss">> = {
  want({ statement, lots }, tables) {
    wantArrival(tables, statement.message.consignment, lots, statement.message.organisation);
  },
  apply({ digest, statement, lots, timestamp }, tables) {
    const { consignment, organisation, reason } = statement.message;
    const nothing = lots.map(() => 0n);
    arrive(tables, consignment, organisation, nothing, {
      status: "lost",
      closure: digest,
      closed_at: timestamp,
      shortage_reason: reason,
      seal_intact: null,
    });
  },
  movements: ({ statement, lots }, tables) => lost(tables, statement.message.consignment, lots),
};
