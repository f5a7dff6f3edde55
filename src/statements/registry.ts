import { answerChallenge } from "./kinds/answer-challenge.ts";
import { assay } from "./kinds/assay.ts";
import { attest } from "./kinds/attest.ts";
import { cancel } from "./kinds/cancel.ts";
import { certify } from "./kinds/certify.ts";
import { challenge } from "./kinds/challenge.ts";
import { changeRoute } from "./kinds/change-route.ts";
import { correctFootprint } from "./kinds/correct-footprint.ts";
import { decideChallenge } from "./kinds/decide-challenge.ts";
import { declare } from "./kinds/declare.ts";
import { deposit } from "./kinds/deposit.ts";
import { dispatch } from "./kinds/dispatch.ts";
import { handOver } from "./kinds/hand-over.ts";
import { hold } from "./kinds/hold.ts";
import { holdConsignment } from "./kinds/hold-consignment.ts";
import { linkFinding } from "./kinds/link-finding.ts";
import { permit } from "./kinds/permit.ts";
import { recall } from "./kinds/recall.ts";
import { receive } from "./kinds/receive.ts";
import { recordFinding } from "./kinds/record-finding.ts";
import { refuse } from "./kinds/refuse.ts";
import { registerUnitCodes } from "./kinds/register-unit-codes.ts";
import { reinstate } from "./kinds/reinstate.ts";
import { reject } from "./kinds/reject.ts";
import { releaseHold } from "./kinds/release-hold.ts";
import { renew } from "./kinds/renew.ts";
import { renewHold } from "./kinds/renew-hold.ts";
import { reportLoss } from "./kinds/report-loss.ts";
import { retire } from "./kinds/retire.ts";
import { returnSeized } from "./kinds/return-seized.ts";
import { revoke } from "./kinds/revoke.ts";
import { revokeAssay } from "./kinds/revoke-assay.ts";
import { revokeAttestation } from "./kinds/revoke-attestation.ts";
import { rotateKey } from "./kinds/rotate-key.ts";
import { seize } from "./kinds/seize.ts";
import { settle } from "./kinds/settle.ts";
import { suspend } from "./kinds/suspend.ts";
import { transform } from "./kinds/transform.ts";
import { withdraw } from "./kinds/withdraw.ts";
import { withdrawFinding } from "./kinds/withdraw-finding.ts";
import { withdrawPermit } from "./kinds/withdraw-permit.ts";

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
  suspend,
  reinstate,
  revoke,
  renew,
  refuse,
  recall,
  "report-loss": reportLoss,
  settle,
  "revoke-assay": revokeAssay,
  "revoke-attestation": revokeAttestation,
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

export type StatementKindName = keyof typeof statementKinds;
