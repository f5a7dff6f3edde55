import type { StatementKindName } from "../../statements/registry.ts";
import type { Fold, IncludedStatement } from "../fold.ts";
import { assay } from "./assay.ts";
import { attest } from "./attest.ts";
import { cancel } from "./cancel.ts";
import { certify } from "./certify.ts";
import { declare } from "./declare.ts";
import { dispatch } from "./dispatch.ts";
import { handOver } from "./hand-over.ts";
import { receive } from "./receive.ts";
import { reject } from "./reject.ts";

/** What each kind of statement does to current state, besides extending the dossiers of its lots. */
const folds: { [K in StatementKindName]?: Fold<IncludedStatement<K>> } = {
  declare,
  certify,
  reject,
  assay,
  attest,
  dispatch,
  receive,
  "hand-over": handOver,
  cancel,
};

/** The fold of a kind; undefined where a statement does no more than extend dossiers. */
export function statementFold(kind: StatementKindName): Fold<IncludedStatement> | undefined {
  // Each entry takes exactly the statements of its kind, and is given no others.
  return folds[kind] as unknown as Fold<IncludedStatement> | undefined;
}
