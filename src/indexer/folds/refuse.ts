import type { Fold, IncludedStatement } from "../fold.ts";

/** A refusal sends a consignment back: it stays on the road. */
export const refuse: Fold<IncludedStatement<"refuse">> = {
  want({ statement }, tables) {
    tables.consignment.want(statement.message.consignment);
  },
  apply({ statement }, tables) {
    const consignment = tables.consignment.require(statement.message.consignment);
    tables.consignment.put({ ...consignment, status: "refused" });
  },
};
