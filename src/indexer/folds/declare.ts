import type { Content } from "../../domain/lot.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";
import type { State } from "../state.ts";
import { declaredLot } from "./declared-lot.ts";
import { lotContent } from "./lot-content.ts";

/** A declaration makes a lot, and draws on its quota. */
export const declare: Fold<IncludedStatement<"declare">> = {
  want({ statement }, tables) {
    const { quota, replaces } = statement.message.content;
    if (quota !== null) tables.quota.want(quota);
    if (replaces !== null) tables.lot.want(lotIdToWire(replaces));
  },
  wantMore({ statement }, tables) {
    const { replaces } = statement.message.content;
    // Where the replaced lot is declared in the same batch, its declaration wants the quota.
    const quota = replaces === null ? null : tables.lot.peek(lotIdToWire(replaces))?.quota;
    if (quota) tables.quota.want(quota);
  },
  apply(event, tables) {
    const { organisation: producer, lotNumber, content } = event.statement.message;
    const origin = { status: "declared", made_by: null, output: 0 } as const;
    const [id] = event.lots;
    if (id === undefined) throw new Error(`Declaration ${event.digest} names no lot.`);
    const lot = declaredLot(id, { producer, lotNumber, content }, event, origin);
    tables.lot.put({ ...lot, withheld_grams: release(content, tables) });
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

/**
 * What was withheld of a rejected lot goes back to its quota, as far as the lot that takes its place has need of it.
 * @returns What is withheld of that one: nothing yet, or null if it is free.
 */
function release({ replaces, massGrams }: Content, tables: State["tables"]): bigint | null {
  if (replaces === null) return null;
  const replaced = tables.lot.require(lotIdToWire(replaces));
  const { withheld_grams: withheld } = replaced;
  if (withheld === null || replaced.quota === null) return null;
  const grams = withheld < massGrams ? withheld : massGrams;
  tables.lot.put({ ...replaced, withheld_grams: withheld - grams });
  const quota = tables.quota.require(replaced.quota);
  tables.quota.put({ ...quota, drawn_grams: quota.drawn_grams - grams });
  return 0n;
}
