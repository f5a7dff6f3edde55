import type { Fold, IncludedStatement } from "../fold.ts";
import { declaredLot } from "./declared-lot.ts";

/** A declaration makes a lot, and draws on its quota. */
export const declare: Fold<IncludedStatement<"declare">> = {
  want({ statement }, tables) {
    const { quota } = statement.message.content;
    if (quota !== null) tables.quota.want(quota);
  },
  apply(event, tables) {
    const { organisation: producer, lotNumber, content } = event.statement.message;
    tables.lot.put(
      declaredLot({ producer, lotNumber, content }, event, { status: "declared", made_by: null, output: 0 }),
    );
    if (content.quota === null) return;
    const quota = tables.quota.require(content.quota);
    tables.quota.put({ ...quota, drawn_grams: quota.drawn_grams + content.massGrams });
  },
};
