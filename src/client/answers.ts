// What the service answers and what it is sent, as the schemas of its API say.
import type { z } from "zod";
import type { alert, alertActRequest, alertEvent } from "../api/schemas/alert.ts";
import type { attestations } from "../api/schemas/attestation.ts";
import type { auditAct, auditCaseRow, auditHold, auditPermitRow, auditRow } from "../api/schemas/audit.ts";
import type { balance, flowRecord } from "../api/schemas/balance.ts";
import type { consignment, consignmentDetails, custody } from "../api/schemas/custody.ts";
import type { dossierPage } from "../api/schemas/dossier.ts";
import type { draftAnswer, draftRequest } from "../api/schemas/draft.ts";
import type { ledgerEvent } from "../api/schemas/event.ts";
import type { storedEvidence } from "../api/schemas/evidence.ts";
import type { exportCheck, exportDryRun, exportPermit, exportRules } from "../api/schemas/export-control.ts";
import type { finding } from "../api/schemas/finding.ts";
import type { hold } from "../api/schemas/hold.ts";
import type { inspection } from "../api/schemas/inspection.ts";
import type { descendants, footprint, lineage } from "../api/schemas/lineage.ts";
import type { lotDetails, lotSummary } from "../api/schemas/lot.ts";
import type { organisationDetails, organisationSummary } from "../api/schemas/organisation.ts";
import type { packageAnswer, packageEventRequest, packageList } from "../api/schemas/package.ts";
import type { machineToken, machineTokens, newMachineToken, session, signInNonce } from "../api/schemas/reader.ts";
import type { schemes } from "../api/schemas/scheme.ts";
import type { seizure } from "../api/schemas/seizure.ts";
import type { stated } from "../api/schemas/stated.ts";
import type { mirrorStatistics, statisticFiles, storedStatistics } from "../api/schemas/statistics.ts";
import type { serviceStatus } from "../api/schemas/status.ts";
import type { accepted, submissionStatus } from "../api/schemas/submission.ts";
import type {
  exportedUnits,
  gtin,
  unitCheck,
  unitClaims,
  unitClaimsAnswer,
  unitCustodyState,
} from "../api/schemas/unit.ts";
import type { verdict } from "../api/schemas/verdict.ts";
import type { newWebhook, webhook, webhooks } from "../api/schemas/webhook.ts";

export type Accepted = z.output<typeof accepted>;
export type DraftRequest = z.input<typeof draftRequest>;
export type DraftAnswer = z.output<typeof draftAnswer>;
export type SubmissionStatus = z.output<typeof submissionStatus>;
export type StoredEvidence = z.output<typeof storedEvidence>;
export type Verdict = z.output<typeof verdict>;
export type LotSummary = z.input<typeof lotSummary>;
export type Lot = z.input<typeof lotDetails>;
export type Dossier = z.input<typeof dossierPage>;
export type Custody = z.output<typeof custody>;
export type Attestations = z.input<typeof attestations>;
export type Consignment = z.output<typeof consignment>;
export type ConsignmentDetails = z.output<typeof consignmentDetails>;
export type Hold = z.output<typeof hold>;
export type Seizure = z.output<typeof seizure>;
export type DryRun = z.output<typeof exportDryRun>;
export type ExportRules = z.output<typeof exportRules>;
export type ExportPermit = z.output<typeof exportPermit>;
export type ExportCheck = z.output<typeof exportCheck>;
export type BorderFinding = z.output<typeof finding>;
export type Inspection = z.output<typeof inspection>;
export type OrganisationSummary = z.output<typeof organisationSummary>;
export type Organisation = z.output<typeof organisationDetails>;
export type Schemes = z.output<typeof schemes>;
export type Lineage = z.output<typeof lineage>;
export type Footprint = z.output<typeof footprint>;
export type Descendants = z.output<typeof descendants>;
export type Balance = z.output<typeof balance>;
export type FlowRecord = z.output<typeof flowRecord>;
export type SignInNonce = z.output<typeof signInNonce>;
export type Session = z.output<typeof session>;
export type MachineToken = z.output<typeof machineToken>;
export type MachineTokens = z.output<typeof machineTokens>;
export type NewMachineToken = z.output<typeof newMachineToken>;
export type Alert = z.output<typeof alert>;
export type AlertEvent = z.output<typeof alertEvent>;
export type AlertActRequest = z.output<typeof alertActRequest>;
export type LedgerEvent = z.output<typeof ledgerEvent>;
export type Stated = z.output<typeof stated>;
export type ExportedUnits = z.output<typeof exportedUnits>;
export type UnitClaims = z.input<typeof unitClaims>;
export type UnitClaimsAnswer = z.output<typeof unitClaimsAnswer>;
export type PackageAnswer = z.output<typeof packageAnswer>;
export type PackageEventRequest = z.input<typeof packageEventRequest>;
export type PackageList = z.output<typeof packageList>;
export type AuditRow = z.output<typeof auditRow>;
/** What an audit is of, besides statements and holds. */
export type AuditHold = z.output<typeof auditHold>;
export type UnitCheck = z.input<typeof unitCheck>;
export type UnitCustodyState = z.output<typeof unitCustodyState>;
export type Gtin = z.output<typeof gtin>;
export type StoredStatistics = z.output<typeof storedStatistics>;
export type StatisticFiles = z.output<typeof statisticFiles>;
export type MirrorStatistics = z.output<typeof mirrorStatistics>;
export type Webhook = z.output<typeof webhook>;
export type Webhooks = z.output<typeof webhooks>;
export type NewWebhook = z.output<typeof newWebhook>;
export type ServiceStatus = z.output<typeof serviceStatus>;

export const auditSorts = ["challenges", "findings", "permits", "acts"] as const;
export type AuditSort = (typeof auditSorts)[number];
/** A row of each. */
export interface AuditRows {
  challenges: z.output<typeof auditCaseRow>;
  findings: z.output<typeof auditCaseRow>;
  permits: z.output<typeof auditPermitRow>;
  acts: z.output<typeof auditAct>;
}
