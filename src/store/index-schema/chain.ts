import { int4, int8, json, optionalJson, text } from "./column.ts";
import { chainTable } from "./table.ts";

/** The newest blocks, as far back as a fork may reach: the chain is followed by their parents' hashes. */
const block = chainTable({
  columns: { number: int8(), hash: text(), parent_hash: text(), timestamp: int8() },
  key: ["number"],
  uniqueIndexes: { block_hash: "(hash)" },
});

/** What a row of current state was before a block changed it; kept for the blocks within the fork depth. */
const undo = chainTable({
  columns: {
    block_number: int8(),
    position: int4(),
    table_name: text(),
    /** The row's key columns. */
    key: json(),
    /** The row before the block; null if there was none. */
    previous: optionalJson(),
  },
  key: ["block_number", "position"],
});

export const chainTables = { block, undo };
