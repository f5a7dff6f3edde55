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

/** A renewal puts another certificate in the place of the last. */
export const renew: Fold<IncludedStatement<"renew">> = {
  want({ statement }, tables) {
    tables.lot.want(lotIdToWire(statement.message.lot));
  },
  apply({ digest, statement, timestamp }, tables) {
    const { lot: id, organisation, scheme, validUntil } = statement.message;
    tables.lot.put({
      ...tables.lot.require(lotIdToWire(id)),
      scheme,
      certification: digest,
      certified_by: organisation,
      certified_at: timestamp,
      valid_until: BigInt(validUntil),
    });
  },
};

/** A correction raises the footprint on record. */
export const correctFootprint: Fold<IncludedStatement<"correct-footprint">> = {
  want({ statement }, tables) {
    tables.lot.want(lotIdToWire(statement.message.lot));
  },
  apply({ statement }, tables) {
    const { lot: id, footprintGramsPerKilogram } = statement.message;
    const lot = tables.lot.require(lotIdToWire(id));
    tables.lot.put({ ...lot, footprint_grams_per_kilogram: footprintGramsPerKilogram });
  },
};
