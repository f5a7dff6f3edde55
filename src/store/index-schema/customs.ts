import { int4, int8, optional, text } from "./column.ts";
import { stateTable } from "./table.ts";

/** Goods that an authority holds, or held. */
const hold = stateTable({
  columns: {
    /** Digest of the statement: the hold's id. */
    statement: text(),
    lot: text(),
    /** Null where those of every holder are held. */
    holder: optional(text()),
    country: text(),
    /** Code of the legal ground. */
    ground: int4(),
    authority: text(),
    held_at: int8(),
    /** Last second (inclusive), as of its last renewal. */
    until: int8(),
    /** When it was released or lifted; null where neither was. */
    ended_at: optional(int8()),
    /** Digest of what ended it: a statement, or an act of governance. */
    ended_by: optional(text()),
    /** Where the hold stands in the ledger: the order of pages. */
    block_number: int8(),
    log_index: int4(),
  },
  key: ["statement"],
  indexes: { hold_lot: "(lot)", hold_authority: "(authority, block_number, log_index)" },
  uniqueIndexes: { hold_place: "(block_number, log_index)" },
});

export const customsTables = { hold };
