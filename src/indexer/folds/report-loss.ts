import type { Fold, IncludedStatement } from "../fold.ts";
import { arrive, lost, wantArrival, wantHands } from "./arrivals.ts";

/** A loss that the sender reports closes a consignment with nothing in anybody's hand. A carrier's report ends nothing. */
export const reportLoss: Fold<IncludedStatement<"report-loss">> = {
  want({ statement, lots }, tables) {
    wantArrival(tables, statement.message.consignment, lots);
  },
  wantMore({ statement, lots }, tables) {
    wantHands(tables, statement.message.consignment, lots);
  },
  apply({ digest, statement, lots, timestamp }, tables) {
    const { organisation, consignment, reason } = statement.message;
    if (organisation !== tables.consignment.require(consignment).sender) return;
    const nothing = lots.map(() => 0n);
    arrive(tables, consignment, "sender", nothing, {
      status: "lost",
      closure: digest,
      closed_at: timestamp,
      shortage_reason: reason,
      seal_intact: null,
    });
  },
  movements: ({ statement, lots }, tables) => lost(tables, statement.message.consignment, lots),
};
