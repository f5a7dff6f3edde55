import type { Fold, IncludedStatement } from "../fold.ts";
import { arrive, delivered, lost, wantArrival, wantHands } from "./arrivals.ts";

/** A receipt puts the grams that arrived into the recipient's hand. What is short stays lost. */
export const receive: Fold<IncludedStatement<"receive">> = {
  want({ statement, lots }, tables) {
    wantArrival(tables, statement.message.consignment, lots);
  },
  wantMore({ statement, lots }, tables) {
    wantHands(tables, statement.message.consignment, lots);
  },
  apply({ digest, statement, timestamp }, tables) {
    const { consignment, receivedGrams, shortageReason, sealIntact } = statement.message;
    arrive(tables, consignment, "recipient", receivedGrams, {
      status: "received",
      closure: digest,
      closed_at: timestamp,
      shortage_reason: shortageReason === 0 ? null : shortageReason,
      seal_intact: sealIntact,
    });
  },
  movements: ({ statement, lots }, tables) => [
    ...delivered(tables, statement.message.consignment, lots),
    ...lost(tables, statement.message.consignment, lots),
  ],
};
