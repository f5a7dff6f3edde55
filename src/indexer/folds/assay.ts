import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";
import { examine } from "./examination.ts";

/** An assay stamps or disputes a lot. Only laboratories make one. */
export const assay: Fold<IncludedStatement<"assay">> = {
  want({ statement }, tables) {
    tables.lot.want(lotIdToWire(statement.message.lot));
  },
  apply({ digest, statement: { message } }, tables) {
    examine(tables, lotIdToWire(message.lot), digest, { ...message, kind: "assay", judges: true });
  },
};
