import { assay } from "./kinds/assay.ts";
import { attest } from "./kinds/attest.ts";
import { cancel } from "./kinds/cancel.ts";
import { certify } from "./kinds/certify.ts";
import { declare } from "./kinds/declare.ts";
import { dispatch } from "./kinds/dispatch.ts";
import { handOver } from "./kinds/hand-over.ts";
import { receive } from "./kinds/receive.ts";
import { reject } from "./kinds/reject.ts";

/** Every kind of statement, by name. A new kind is one file and one line here. */
export const statementKinds = {
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

export type StatementKindName = keyof typeof statementKinds;
