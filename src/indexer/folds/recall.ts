import type { Fold, IncludedStatement } from "../fold.ts";
import { arrive, lost, wantArrival, wantHands } from "./arrivals.ts";

/** A return puts the grams that came back into the sender's hand. What is short stays lost. */
export const recall: Fold<IncludedStatement<"recall">> = {
  want({ statement, lots }, tables) {
    wantArrival(tables, statement.message.consignment, lots);
  },
  wantMore({ statement, lots }, tables) {
    wantHands(tables, statement.message.consignment, lots);
  },
  apply({ digest, statement, timestamp }, tables) {
    const { consignment, returnedGrams, shortageReason } = statement.message;
    arrive(tables, consignment, "sender", returnedGrams, {
      status: "returned",
      closure: digest,
      closed_at: timestamp,
      shortage_reason: shortageReason === 0 ? null : shortageReason,
      seal_intact: null,
    });
  },
  movements: ({ statement, lots }, tables) => lost(tables, statement.message.consignment, lots),
};
