import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";

/** A rejection ends a lot, and gives its grams back to the quota; while a finding stands, or once an authority watches it, they wait for a lot that names it. */
export const reject: Fold<IncludedStatement<"reject">> = {
  want({ statement }, tables) {
    tables.lot.want(lotIdToWire(statement.message.lot));
  },
  wantMore({ statement }, tables) {
    // Where the lot is declared in the same batch, its declaration wants the quota.
    const quota = tables.lot.peek(lotIdToWire(statement.message.lot))?.quota;
    if (quota) tables.quota.want(quota);
  },
  apply({ digest, statement, timestamp }, tables) {
    const lot = tables.lot.require(lotIdToWire(statement.message.lot));
    const isWithheld = lot.quota !== null && (lot.disputes > 0 || lot.watched || lot.withheld_grams !== null);
    const withheld_grams = isWithheld ? lot.left_grams : null;
    tables.lot.put({ ...lot, status: "rejected", rejection: digest, rejected_at: timestamp, withheld_grams });
    if (lot.quota === null || isWithheld) return;
    const quota = tables.quota.require(lot.quota);
    tables.quota.put({ ...quota, drawn_grams: quota.drawn_grams - lot.left_grams });
  },
  movements({ statement }, tables) {
    const { id, producer, left_grams } = tables.lot.require(lotIdToWire(statement.message.lot));
    return [{ organisation: producer, lot: id, kind: "rejected", grams: left_grams }];
  },
};
