import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";

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
