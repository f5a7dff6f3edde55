import type { Fold, IncludedStatement } from "../fold.ts";
import { arrive, delivered, lost, wantArrival, wantHands } from "./arrivals.ts";

/** A receipt puts the grams that arrived into the recipient's hand. What is short stays lost, or in the consignment where it is disputed. */
export const receive: Fold<IncludedStatement<"receive">> = {
  want({ statement, lots }, tables) {
    wantArrival(tables, statement.message.consignment, lots);
  },
  wantMore({ statement, lots }, tables) {
    wantHands(tables, statement.message.consignment, lots);
  },
  apply({ digest, statement, timestamp }, tables) {
    const { consignment, receivedGrams, shortageReason, sealIntact } = statement.message;
    // `Disputed` comes before the receipt that it is about.
    const isDisputed = tables.consignment.require(consignment).status === "disputed";
    arrive(tables, consignment, "recipient", receivedGrams, {
      status: isDisputed ? "disputed" : "received",
      closure: isDisputed ? null : digest,
      closed_at: isDisputed ? null : timestamp,
      shortage_reason: shortageReason === 0 ? null : shortageReason,
      seal_intact: sealIntact,
    });
  },
  movements: ({ statement, lots }, tables) => [
    ...delivered(tables, statement.message.consignment, lots),
    ...lost(tables, statement.message.consignment, lots),
  ],
};
