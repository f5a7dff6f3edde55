import type { Fold, IncludedStatement } from "../fold.ts";
import { examine, wantExamination } from "./examination.ts";

/** An assay stamps or disputes a lot. */
export const assay: Fold<IncludedStatement<"assay">> = {
  want: (event, tables) => wantExamination(tables, event),
  apply: (event, tables) => examine(tables, event),
};
