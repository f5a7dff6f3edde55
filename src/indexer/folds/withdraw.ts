import type { Fold, IncludedStatement } from "../fold.ts";
import { produce } from "./production.ts";

/** A withdrawal makes lots against a site's account. */
export const withdraw: Fold<IncludedStatement<"withdraw">> = {
  want() {},
  apply(event, tables) {
    produce(tables, event);
  },
};
