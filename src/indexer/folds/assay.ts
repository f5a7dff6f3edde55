import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";
import { attested } from "./stamp.ts";

/** An assay stamps or disputes a lot. */
export const assay: Fold<IncludedStatement<"assay">> = {
  want({ statement }, tables) {
    tables.lot.want(lotIdToWire(statement.message.lot));
  },
  apply({ statement, timestamp }, tables) {
    const { lot: id, organisation, outcome } = statement.message;
    const lot = tables.lot.require(lotIdToWire(id));
    tables.lot.put(attested(lot, "assay", outcome, lot.producer !== organisation, timestamp));
  },
};
