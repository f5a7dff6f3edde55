import type { Route } from "../plumbing/route.ts";
import { actOnAlert, listAlerts, readAlert, readAlertEvents } from "./alerts.ts";
import {
  auditHolds,
  auditHoldsAsCsv,
  auditHoldsAsLines,
  auditStatements,
  auditStatementsAsCsv,
  auditStatementsAsLines,
} from "./audit.ts";
import { auditCaseRoutes } from "./audit-cases.ts";
import { checkExport } from "./check-export.ts";
import { claimUnits } from "./claim-units.ts";
import { compareInspection } from "./compare-inspection.ts";
import { draftStatement } from "./draft-statement.ts";
import { dryRunExport } from "./dry-run-export.ts";
import { listConsignments } from "./list-consignments.ts";
import { listExportRules } from "./list-export-rules.ts";
import { listFindings } from "./list-findings.ts";
import { listHolds } from "./list-holds.ts";
import { listLots } from "./list-lots.ts";
import { listOrganisations } from "./list-organisations.ts";
import { listPermits } from "./list-permits.ts";
import { listSchemes } from "./list-schemes.ts";
import { listSeizures } from "./list-seizures.ts";
import { exportStatementsAsCsv, exportStatementsAsLines, listStatements } from "./list-statements.ts";
import { listPackages, readPackage, recordPackageEvent } from "./packages.ts";
import { readAttestations } from "./read-attestations.ts";
import { readBalance } from "./read-balance.ts";
import { readCertificateFile } from "./read-certificate.ts";
import { readConsignment } from "./read-consignment.ts";
import { readCustody } from "./read-custody.ts";
import { readDossier } from "./read-dossier.ts";
import { readEvents } from "./read-events.ts";
import { readEvidence } from "./read-evidence.ts";
import { readFlowRecord, readFlowRecordAsCsv } from "./read-flow-record.ts";
import { readDescendants, readFootprint, readLineage } from "./read-lineage.ts";
import { readLot } from "./read-lot.ts";
import { readLotMetadata } from "./read-lot-metadata.ts";
import { readNetwork } from "./read-network.ts";
import { readOrganisation } from "./read-organisation.ts";
import { readStatementStatus } from "./read-statement-status.ts";
import { readStatus } from "./read-status.ts";
import { health, metrics, openApi, ready } from "./service-routes.ts";
import { issueSignInNonce, signIn } from "./sign-in.ts";
import { listStatistics, readMirror, storeStatistics } from "./statistics.ts";
import { storeEvidence } from "./store-evidence.ts";
import { submitStatement } from "./submit-statement.ts";
import { addToken, listTokens, revokeToken } from "./tokens.ts";
import { exportUnitCodes, keepUnitSecret, readUnitCustody, setGtin } from "./unit-custody.ts";
import { verifyLot } from "./verify-lot.ts";
import { countScan, followUnitLink, verifyProvenUnit, verifyUnit } from "./verify-unit.ts";
import { addWebhook, listWebhooks, removeWebhook, resumeWebhook } from "./webhooks.ts";

/** Every route of the interface. */
export const allRoutes: readonly Route[] = [
  submitStatement,
  draftStatement,
  listStatements,
  exportStatementsAsCsv,
  exportStatementsAsLines,
  readStatementStatus,
  auditStatements,
  auditStatementsAsCsv,
  auditStatementsAsLines,
  auditHolds,
  auditHoldsAsCsv,
  auditHoldsAsLines,
  ...auditCaseRoutes,
  listLots,
  readLot,
  readDossier,
  readCustody,
  readAttestations,
  readLineage,
  readFootprint,
  readDescendants,
  readLotMetadata,
  listConsignments,
  readConsignment,
  listHolds,
  listSeizures,
  listExportRules,
  listPermits,
  checkExport,
  dryRunExport,
  listFindings,
  compareInspection,
  listOrganisations,
  readOrganisation,
  listSchemes,
  readBalance,
  readFlowRecordAsCsv,
  readFlowRecord,
  storeEvidence,
  readEvidence,
  verifyLot,
  readCertificateFile,
  verifyUnit,
  verifyProvenUnit,
  countScan,
  followUnitLink,
  claimUnits,
  listPackages,
  readPackage,
  recordPackageEvent,
  keepUnitSecret,
  readUnitCustody,
  exportUnitCodes,
  setGtin,
  readEvents,
  addWebhook,
  listWebhooks,
  removeWebhook,
  resumeWebhook,
  listAlerts,
  readAlertEvents,
  readAlert,
  actOnAlert,
  storeStatistics,
  listStatistics,
  readMirror,
  issueSignInNonce,
  signIn,
  addToken,
  listTokens,
  revokeToken,
  readNetwork,
  readStatus,
  health,
  ready,
  metrics,
  openApi,
];
