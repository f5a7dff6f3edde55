import type { Fold, IncludedStatement } from "../fold.ts";
import { examine, wantExamination } from "./examination.ts";

/** An attestation stamps or disputes a lot, as far as the role in which it was made counts. */
export const attest: Fold<IncludedStatement<"attest">> = {
  want: (event, tables) => wantExamination(tables, event),
  apply: (event, tables) => examine(tables, event),
};
