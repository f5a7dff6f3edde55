import type { Fold, IncludedStatement } from "../fold.ts";
import { declaredLot } from "./declared-lot.ts";
import { lotContent } from "./lot-content.ts";

/** A declaration makes a lot, and draws on its quota. */
export const declare: Fold<IncludedStatement<"declare">> = {
  want({ statement }, tables) {
    const { quota } = statement.message.content;
    if (quota !== null) tables.quota.want(quota);
  },
  apply(event, tables) {
    const { organisation: producer, lotNumber, content } = event.statement.message;
    const origin = { status: "declared", made_by: null, output: 0 } as const;
    const [id] = event.lots;
    if (id === undefined) throw new Error(`Declaration ${event.digest} names no lot.`);
    const lot = declaredLot(id, { producer, lotNumber, content }, event, origin);
    tables.lot.put(lot);
    tables.lot_content.put(lotContent(lot.id, content));
    if (content.quota === null) return;
    const quota = tables.quota.require(content.quota);
    tables.quota.put({ ...quota, drawn_grams: quota.drawn_grams + content.massGrams });
  },
  movements: ({ statement: { message }, lots }) =>
    lots.map((lot) => ({
      organisation: message.organisation,
      lot,
      kind: "declared",
      grams: message.content.massGrams,
    })),
};
