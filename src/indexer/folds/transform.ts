import type { Fold, IncludedStatement } from "../fold.ts";
import { consume, consumed, wantInputs } from "./consumption.ts";
import { made, produce } from "./production.ts";

/** A transformation takes grams of its inputs, and makes its outputs. */
export const transform: Fold<IncludedStatement<"transform">> = {
  want({ statement }, tables) {
    wantInputs(tables, statement.message.inputs, statement.message.organisation);
  },
  apply(event, tables) {
    consume(tables, event, event.statement.message.inputs, event.statement.message.organisation);
    produce(tables, event);
  },
  movements: (event) => [
    ...consumed(event.statement.message.inputs, event.statement.message.organisation, "consumed"),
    ...made(event, "made"),
  ],
};
