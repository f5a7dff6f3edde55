import { attestationKinds, outcomes } from "../domain/attestation.ts";
import { referenceKinds } from "../domain/border-finding.ts";
import { certificateClasses } from "../domain/certificate-class.ts";
import { consignmentStatuses } from "../domain/consignment.ts";
import { forms } from "../domain/form.ts";
import { challengeDecisions, liftReasons } from "../domain/hold.ts";
import { inheritancePolicies } from "../domain/inheritance.ts";
import { allocations, custodyModels, lotStatuses } from "../domain/lot.ts";
import { roles, scopes } from "../domain/participants.ts";
import { processes } from "../domain/process.ts";
import { quotaKinds } from "../domain/quota.ts";

/** Entries of the contracts' enumerations, by the name of the Solidity type, in its order. */
export const enumerations: Readonly<Record<string, readonly string[]>> = {
  Role: roles,
  Scope: scopes,
  Form: ["none", ...forms],
  CustodyModel: ["none", ...custodyModels],
  Allocation: ["none", ...allocations],
  LotStatus: ["none", ...lotStatuses],
  Process: ["none", ...processes],
  CertificateClass: ["none", ...certificateClasses],
  InheritancePolicy: inheritancePolicies,
  AttestationKind: ["none", ...attestationKinds],
  Outcome: ["none", ...outcomes],
  QuotaKind: ["none", ...quotaKinds],
  ConsignmentStatus: ["none", ...consignmentStatuses],
  LiftReason: ["none", ...liftReasons],
  Decision: ["none", ...challengeDecisions],
  ReferenceKind: ["none", ...referenceKinds],
  OrganisationStatus: ["none", "active", "suspended"],
  ModuleStatus: ["none", "active", "closing"],
};
