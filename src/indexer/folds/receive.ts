import type { Fold, IncludedStatement } from "../fold.ts";
import { give } from "./grams.ts";

/** A receipt puts the grams that arrived into the recipient's hand. What is short stays lost. */
export const receive: Fold<IncludedStatement<"receive">> = {
  want({ statement, lots }, tables) {
    const { consignment, organisation } = statement.message;
    tables.consignment.want(consignment);
    lots.forEach((lot, index) => {
      tables.consignment_line.want(consignment, index + 1);
      tables.balance.want(lot, organisation);
    });
  },
  apply({ digest, statement, timestamp }, tables) {
    const { consignment: id, organisation, receivedGrams, shortageReason, sealIntact } = statement.message;
    const consignment = tables.consignment.require(id);
    tables.consignment.put({
      ...consignment,
      status: "received",
      receipt: digest,
      closed_at: timestamp,
      shortage_reason: shortageReason === 0 ? null : shortageReason,
      seal_intact: sealIntact,
    });
    receivedGrams.forEach((grams, index) => {
      const line = tables.consignment_line.require(id, index + 1);
      tables.consignment_line.put({ ...line, received_grams: grams });
      give(tables, line.lot, organisation, grams);
    });
  },
};
