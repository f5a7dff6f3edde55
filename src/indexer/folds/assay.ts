import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";
import { examined } from "./examination.ts";

/** An assay stamps or disputes a lot. Only laboratories make one. */
export const assay: Fold<IncludedStatement<"assay">> = {
  want({ statement }, tables) {
    tables.lot.want(lotIdToWire(statement.message.lot));
  },
  apply({ statement: { message } }, tables) {
    const lot = tables.lot.require(lotIdToWire(message.lot));
    tables.lot.put(examined(lot, { ...message, kind: "assay", judges: true }));
  },
};
