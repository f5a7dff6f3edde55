import type { LotStatus } from "../../domain/lot.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";

/** A statement that does no more than move a lot's certificate to another status. */
export function toStatus(status: LotStatus): Fold<IncludedStatement<"suspend" | "reinstate" | "revoke">> {
  return {
    want({ statement }, tables) {
      tables.lot.want(lotIdToWire(statement.message.lot));
    },
    apply({ statement }, tables) {
      const lot = tables.lot.require(lotIdToWire(statement.message.lot));
      // The ledger said just before that a revoked certificate went back to the declaration.
      if (lot.status === "declared") return;
      tables.lot.put({ ...lot, status });
    },
  };
}
