import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";

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
