import type { Message } from "../../statements/statement.ts";
import type { Fold, IncludedStatement } from "../fold.ts";
import { consume, consumed, wantInputs } from "./consumption.ts";
import { made, produce } from "./production.ts";

/** A transformation takes grams of its inputs, and makes its outputs. */
export const transform: Fold<IncludedStatement<"transform">> = {
  want({ statement }, tables) {
    wantInputs(tables, statement.message.inputs, handOf(statement.message));
  },
  apply(event, tables) {
    consume(tables, event, event.statement.message.inputs, handOf(event.statement.message));
    produce(tables, event);
  },
  movements: (event) => [
    ...consumed(event.statement.message.inputs, event.statement.message.organisation, "consumed"),
    ...made(event, "made"),
  ],
};

/** What goes in is taken where the outputs are made: all of them in one country. */
function handOf({ organisation, outputs: [first] }: Message<"transform">) {
  if (first === undefined) throw new Error("A transformation without outputs cannot be included");
  return { holder: organisation, country: first.content.country };
}
