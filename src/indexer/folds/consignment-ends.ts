import type { Fold, IncludedStatement } from "../fold.ts";
import { arrive, lost, settled, settleMissing, wantArrival, wantHands } from "./arrivals.ts";

/** A refusal sends a consignment back: it stays on the road. */
export const refuse: Fold<IncludedStatement<"refuse">> = {
  want({ statement }, tables) {
    tables.consignment.want(statement.message.consignment);
  },
  apply({ statement }, tables) {
    const consignment = tables.consignment.require(statement.message.consignment);
    tables.consignment.put({ ...consignment, status: "refused" });
  },
};

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
