import type { StatementKindName } from "../../statements/registry.ts";
import type { Fold, IncludedStatement } from "../fold.ts";
import { correctFootprint, renew, toStatus } from "./certificate-changes.ts";
import { certify } from "./certify.ts";
import { recall, refuse, reportLoss, settle } from "./consignment-ends.ts";
import { declare } from "./declare.ts";
import { deposit } from "./deposit.ts";
import { dispatch } from "./dispatch.ts";
import { examination } from "./examination.ts";
import { permit, withdrawPermit } from "./export-control.ts";
import { linkFinding, recordFinding, withdrawFinding } from "./findings.ts";
import { handOver, retire } from "./hands.ts";
import { answerChallenge, challenge, decideChallenge, hold, holdConsignment, releaseHold, renewHold } from "./holds.ts";
import { receive } from "./receive.ts";
import { registerUnitCodes } from "./register-unit-codes.ts";
import { reject } from "./reject.ts";
import { changeRoute } from "./routes.ts";
import { returnSeized, seize } from "./seizures.ts";
import { cancel, rotateKey } from "./signers.ts";
import { transform } from "./transform.ts";
import { withdraw } from "./withdraw.ts";

/** What each kind of statement does to current state, besides extending the dossiers of its lots. */
const folds: { [K in StatementKindName]?: Fold<IncludedStatement<K>> } = {
  declare,
  certify,
  reject,
  assay: examination,
  attest: examination,
  dispatch,
  receive,
  "hand-over": handOver,
  cancel,
  suspend: toStatus("suspended"),
  reinstate: toStatus("certified"),
  revoke: toStatus("revoked"),
  renew,
  refuse,
  recall,
  "report-loss": reportLoss,
  settle,
  retire,
  "rotate-key": rotateKey,
  transform,
  deposit,
  withdraw,
  "correct-footprint": correctFootprint,
  "register-unit-codes": registerUnitCodes,
  hold,
  "hold-consignment": holdConsignment,
  "renew-hold": renewHold,
  "release-hold": releaseHold,
  permit,
  "withdraw-permit": withdrawPermit,
  challenge,
  "answer-challenge": answerChallenge,
  "decide-challenge": decideChallenge,
  "record-finding": recordFinding,
  "link-finding": linkFinding,
  "withdraw-finding": withdrawFinding,
  seize,
  "return-seized": returnSeized,
  "change-route": changeRoute,
};

/** The fold of a kind; undefined where a statement does no more than extend dossiers. */
export function statementFold(kind: StatementKindName): Fold<IncludedStatement> | undefined {
  // Each entry takes exactly the statements of its kind, and is given no others.
  return folds[kind] as unknown as Fold<IncludedStatement> | undefined;
}
