import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";

/** A certificate puts the lot's grams into its producer's hand. */
export const certify: Fold<IncludedStatement<"certify">> = {
  want({ statement }, tables) {
    tables.lot.want(lotIdToWire(statement.message.lot));
  },
  apply({ digest, statement, timestamp }, tables) {
    const { lot: id, organisation, scheme, validUntil } = statement.message;
    const lot = tables.lot.require(lotIdToWire(id));
    tables.lot.put({
      ...lot,
      status: "certified",
      scheme,
      certification: digest,
      certified_by: organisation,
      certified_at: timestamp,
      valid_until: BigInt(validUntil),
    });
    const held = { grams: lot.left_grams, transport_milligrams: 0n };
    tables.balance.put({ lot: lot.id, holder: lot.producer, country: lot.country, ...held });
  },
};
