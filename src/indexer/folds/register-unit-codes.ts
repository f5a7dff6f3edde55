import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";

/** The root over the codes of a lot's grams: one for each lot, for ever. */
export const registerUnitCodes: Fold<IncludedStatement<"register-unit-codes">> = {
  want({ statement }, tables) {
    tables.unit_commitment.want(lotIdToWire(statement.message.lot));
  },
  apply({ statement, digest, address, timestamp }, tables) {
    const { lot, grams, root } = statement.message;
    tables.unit_commitment.put({
      lot: lotIdToWire(lot),
      root,
      grams,
      registry: address,
      statement: digest,
      registered_at: timestamp,
    });
  },
};
