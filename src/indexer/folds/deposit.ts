import type { Fold, IncludedStatement } from "../fold.ts";
import { consume, wantInputs } from "./consumption.ts";

/** A deposit takes grams into a site's account. */
export const deposit: Fold<IncludedStatement<"deposit">> = {
  want({ statement }, tables) {
    wantInputs(tables, statement.message.inputs, statement.message.organisation);
  },
  apply(event, tables) {
    consume(tables, event, event.statement.message.inputs, event.statement.message.organisation);
  },
};
