import type { z } from "zod";
import type { ProblemDocument } from "../api/problem-document.ts";
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
import type { Network } from "../api/schemas/network.ts";
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
import type { ConsignmentStatus } from "../domain/consignment.ts";
import type { ElementSymbol } from "../domain/elements.ts";
import type { Form } from "../domain/form.ts";
import type { Address, Hex } from "../domain/hex.ts";
import type { Inspected } from "../domain/inspection.ts";
import type { LotStatus } from "../domain/lot.ts";
import type { Market } from "../domain/market.ts";
import type { ReadScope } from "../domain/read-scopes.ts";
import { someSharesToText } from "../domain/some-shares.ts";
import type { StatementKindName } from "../statements/registry.ts";
import type { Submission } from "../statements/submission.ts";
import { readEventStream } from "./event-stream.ts";
import { ProblemError } from "./problem-error.ts";
import { UnreachableError } from "./unreachable-error.ts";

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
export const auditSorts = ["challenges", "findings", "permits", "acts"] as const;
export type AuditSort = (typeof auditSorts)[number];
/** A row of each. */
export interface AuditRows {
  challenges: z.output<typeof auditCaseRow>;
  findings: z.output<typeof auditCaseRow>;
  permits: z.output<typeof auditPermitRow>;
  acts: z.output<typeof auditAct>;
}
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
export type { Network };

/** Which page of a list is asked for: `next` of the page before, and how many items it has at most. */
export interface PageOf {
  cursor?: string;
  limit?: number;
}

/** Which lots are asked for: those for which everything given holds. */
export interface LotFilter extends PageOf {
  /** Who has grams of it in hand: told to itself and to authorities. */
  holder?: Address;
  producer?: Address;
  lotNumber?: string;
  form?: Form;
  status?: LotStatus;
  element?: ElementSymbol;
  scheme?: number;
}

/** Which consignments are asked for: those for which everything given holds. */
export interface ConsignmentFilter extends PageOf {
  /** Its sender, recipient or carrier. */
  party?: Address;
  /** Country that it leaves or is to reach; for its authorities, or was said to pass. ISO 3166-1 alpha-2. */
  country?: string;
  status?: ConsignmentStatus;
  /** Whether only those are wanted that wait for somebody. */
  open?: boolean;
}

/** Which statements are asked for: those of some days, such as 2026-01-31 (UTC) or 2026-01-31+08:00. */
export interface StatedFilter {
  from: string;
  to: string;
  /** Who stated them. */
  organisation?: Address;
  kind?: StatementKindName;
}

/** Which alerts are asked for. */
export interface AlertFilter extends PageOf {
  rule?: string;
  /** Id of what it is about. */
  subject?: string;
  /** Only those that are not closed. */
  open?: boolean;
}

/** What is audited: of whom, or on which route; days such as 2026-01-31 (UTC) or 2026-01-31+08:00. */
export interface AuditFilter extends StatedFilter {
  /** Countries that consignments leave, reach or pass, ISO 3166-1 alpha-2. */
  leaves?: string;
  reaches?: string;
  passes?: string;
}

/** Days of an audit, and of challenges and findings who stated it. */
export interface AuditSpan {
  from: string;
  to: string;
  organisation?: Address;
}

/** How an audit is written. */
export type AuditForm = "csv" | "ndjson";

/** Which holds are asked for. */
export interface HoldFilter extends PageOf {
  lot?: Hex;
  authority?: Address;
  /** Whose grams are held, by name. */
  holder?: Address;
  /** Consignment that is held. */
  consignment?: Hex;
  country?: string;
  /** Only those in force now. */
  inForce?: boolean;
}

/** Which seizures are asked for. */
export interface SeizureFilter extends PageOf {
  lot?: Hex;
  authority?: Address;
  /** From whom they were taken. */
  holder?: Address;
  country?: string;
  /** Only those that nobody has given back. */
  standing?: boolean;
}

/** Which permits are asked for. */
export interface PermitFilter extends PageOf {
  exporter?: Address;
  consignee?: Address;
  country?: string;
  destination?: string;
  /** Only those that may be used now. */
  running?: boolean;
}

/** What is to cross a border. */
export interface ExportQuestion {
  lot: Hex;
  grams?: bigint;
  from: string;
  to: string;
  /** Countries passed on the way. */
  route?: readonly string[];
  /** Unix seconds; now where there is none. */
  date?: number;
  exporter?: Address;
  consignee?: Address;
}

/** Which dispatches are judged by the rules of which day; days such as 2026-01-31 (UTC) or 2026-01-31+08:00. */
export interface DryRunFilter {
  /** First day of dispatches, and last. */
  from: string;
  to: string;
  /** Day as of whose first second the rules are judged. */
  rulesOf: string;
  /** Only those that leave this country. */
  country?: string;
}

/** Which findings are asked for. */
export interface FindingFilter extends PageOf {
  /** Number of the container, bill of lading or customs declaration. */
  reference?: string;
  lot?: Hex;
  authority?: Address;
  /** Those that were withdrawn too. */
  withdrawn?: boolean;
}

/** What was found at the border, on record or so far, and what it is compared with. */
export type InspectionQuestion = ({ finding: Hex } | Inspected) &
  ({ consignment: Hex } | { lot: Hex }) & {
    /** Of weights, in basis points. */
    tolerance?: number;
    /** Of shares, in basis points. */
    assayTolerance?: number;
    /** Code of the legal ground, for holds. */
    ground?: number;
  };

/** A page of a list. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** Which routes and months are asked for; months such as 2026-01, inclusive. */
export interface MirrorFilter {
  from?: string;
  to?: string;
  since?: string;
  until?: string;
}

/** Which events are asked for. */
export interface EventsWanted {
  after?: string;
  follow?: boolean;
  /** Ends it. */
  signal?: AbortSignal;
}

const timeoutMs = 60_000;

/**
 * The service as its users see it. Every call throws `ProblemError` where the service answers with a problem, and
 * `UnreachableError` where it does not answer.
 */
export class Client {
  readonly #url: string;
  readonly #token: () => string | undefined;

  /**
   * @param url Where the service answers, such as http://127.0.0.1:8080
   * @param token Of a session, or a machine's, or what tells it at each call; without one, everything is as everybody sees it.
   */
  constructor(url: string, token?: string | (() => string | undefined)) {
    this.#token = typeof token === "function" ? token : () => token;
    this.#url = url.replace(/\/$/, "");
  }

  /** Which ledger this is, and what signatures are bound to. */
  network(): Promise<Network> {
    return this.#get("/v1/network");
  }

  /** Submits a statement, or an ordered bundle. */
  async submit(submission: Submission): Promise<Accepted> {
    // Loaded when it is needed: a page that only reads does not pay for every kind of statement.
    const { statementToWire } = await import("../statements/statement.ts");
    const wire =
      "bundle" in submission ? { bundle: submission.bundle.map(statementToWire) } : statementToWire(submission);
    return this.#send("POST", "/v1/statements", "application/json", JSON.stringify(wire));
  }

  /** A statement as it is signed: typed data in full, for a wallet. */
  draft(request: DraftRequest): Promise<DraftAnswer> {
    return this.#send("POST", "/v1/drafts", "application/json", JSON.stringify(request));
  }

  /** Where a submission stands. */
  submissionStatus(id: Hex): Promise<SubmissionStatus> {
    return this.#get(`/v1/statements/${id}`);
  }

  /** What was stated in some days, in the ledger's order. */
  statements(filter: StatedFilter & PageOf): Promise<Page<Stated>> {
    return this.#get(`/v1/statements${query(filter)}`);
  }

  /** The same, whole, as a table, piece by piece. */
  statementsAsCsv(filter: StatedFilter): AsyncGenerator<Uint8Array> {
    return this.#pieces(`/v1/statements.csv${query(filter)}`);
  }

  async *#pieces(path: string): AsyncGenerator<Uint8Array> {
    const response = await this.#fetch(path, {}, null);
    if (!response.ok || response.body === null) throw await this.#failureOf(response);
    try {
      yield* response.body;
    } catch (cause) {
      throw this.#brokenOff(cause);
    }
  }

  /** Statements of which the reader may see all, each with what it takes to check it; a page may have fewer than fit. */
  auditStatements(filter: AuditFilter & PageOf): Promise<Page<AuditRow>> {
    return this.#get(`/v1/audit/statements${query(filter)}`);
  }

  /** The same, whole, piece by piece. */
  auditStatementsAs(form: AuditForm, filter: AuditFilter): AsyncGenerator<Uint8Array> {
    return this.#pieces(`/v1/audit/statements.${form}${query(filter)}`);
  }

  /** Holds that stand, the oldest first, each with what it takes to check it. */
  auditHolds(filter: { country?: string } & PageOf = {}): Promise<Page<AuditHold>> {
    return this.#get(`/v1/audit/holds${query(filter)}`);
  }

  /** The same, whole, piece by piece. */
  auditHoldsAs(form: AuditForm, filter: { country?: string } = {}): AsyncGenerator<Uint8Array> {
    return this.#pieces(`/v1/audit/holds.${form}${query(filter)}`);
  }

  /** What was done about challenges, findings or permits, or by governance, in the ledger's order. */
  audit<S extends AuditSort>(of: S, filter: AuditSpan & PageOf): Promise<Page<AuditRows[S]>> {
    return this.#get(`/v1/audit/${of}${query(filter)}`);
  }

  /** The same as a table or as lines, piece by piece. */
  auditAs(of: AuditSort, form: AuditForm, filter: AuditSpan): AsyncGenerator<Uint8Array> {
    return this.#pieces(`/v1/audit/${of}.${form}${query(filter)}`);
  }

  /** Lots, the newest declaration first. */
  lots(filter: LotFilter = {}): Promise<Page<LotSummary>> {
    return this.#get(`/v1/lots${query(filter)}`);
  }

  /** A lot with everything declared about it. */
  lot(id: Hex): Promise<Lot> {
    return this.#get(`/v1/lots/${id}`);
  }

  /** What was stated about a lot, in order. */
  dossier(lot: Hex, page: PageOf = {}): Promise<Dossier> {
    return this.#get(`/v1/lots/${lot}/dossier${query(page)}`);
  }

  /** Where a lot's grams went, and are. */
  custody(lot: Hex): Promise<Custody> {
    return this.#get(`/v1/lots/${lot}/custody`);
  }

  /** What was found about a lot. */
  attestations(lot: Hex): Promise<Attestations> {
    return this.#get(`/v1/lots/${lot}/attestations`);
  }

  /** What a lot was made from, back to the ground. */
  lineage(lot: Hex): Promise<Lineage> {
    return this.#get(`/v1/lots/${lot}/lineage`);
  }

  /** A lot's declared footprint by step. */
  footprint(lot: Hex): Promise<Footprint> {
    return this.#get(`/v1/lots/${lot}/footprint`);
  }

  /** What was made from a lot. */
  descendants(lot: Hex): Promise<Descendants> {
    return this.#get(`/v1/lots/${lot}/descendants`);
  }

  /** Consignments, the newest dispatch first. */
  consignments({ open, ...filter }: ConsignmentFilter = {}): Promise<Page<Consignment>> {
    return this.#get(`/v1/consignments${query({ ...filter, ...(open && { open: 1 }) })}`);
  }

  /** A consignment, by the digest of its dispatch. */
  consignment(id: Hex): Promise<ConsignmentDetails> {
    return this.#get(`/v1/consignments/${id}`);
  }

  /** Goods that authorities hold, the oldest hold first. */
  holds({ inForce = true, ...filter }: HoldFilter = {}): Promise<Page<Hold>> {
    return this.#get(`/v1/holds${query({ ...filter, inForce: inForce ? 1 : 0 })}`);
  }

  /** Goods that authorities have seized, the oldest seizure first. */
  seizures({ standing = true, ...filter }: SeizureFilter = {}): Promise<Page<Seizure>> {
    return this.#get(`/v1/seizures${query({ ...filter, standing: standing ? 1 : 0 })}`);
  }

  /** Rules of export control, as governance has set them. */
  exportRules(): Promise<ExportRules> {
    return this.#get("/v1/export-control/rules");
  }

  /** Permits to send controlled goods across a border, the oldest first. */
  permits({ running = true, ...filter }: PermitFilter = {}): Promise<Page<ExportPermit>> {
    return this.#get(`/v1/permits${query({ ...filter, running: running ? 1 : 0 })}`);
  }

  /** Which rules apply to a lot that is to cross a border, and why. */
  checkExport({ grams, route = [], ...question }: ExportQuestion): Promise<ExportCheck> {
    const on = route.length === 0 ? {} : { route: route.join(",") };
    return this.#get(
      `/v1/export-control/check${query({ ...question, ...on, ...(grams && { grams: String(grams) }) })}`,
    );
  }

  /** What rules of a day would have stopped of what was sent in some days. */
  dryRunExport(filter: DryRunFilter & PageOf): Promise<DryRun> {
    return this.#get(`/v1/export-control/dry-run${query(filter)}`);
  }

  /** What authorities found in shipments, the newest first; told to authorities, and to parties of lots that it is linked to. */
  findings({ withdrawn = false, ...filter }: FindingFilter = {}): Promise<Page<BorderFinding>> {
    return this.#get(`/v1/findings${query({ ...filter, ...(withdrawn && { withdrawn: 1 }) })}`);
  }

  /** Where what was found at the border is not what the ledger says, and holds ready to be signed. */
  compareInspection(question: InspectionQuestion): Promise<Inspection> {
    const { assay, ...rest } = { assay: undefined, ...question };
    // That there was no seal is said by an empty one.
    const asked = Object.entries(rest).map(([name, value]) => [name, value === null ? "" : value]);
    const found = assay === undefined ? {} : { assay: someSharesToText(assay) };
    return this.#get(`/v1/inspections/mismatches${query({ ...Object.fromEntries(asked), ...found })}`);
  }

  /** Organisations, in the order of their enrolment. @param key Only those that the key signs for, or once did. */
  organisations(filter: PageOf & { key?: Address } = {}): Promise<Page<OrganisationSummary>> {
    return this.#get(`/v1/organisations${query(filter)}`);
  }

  /** An organisation with its roles, keys and accreditations. */
  organisation(address: Address): Promise<Organisation> {
    return this.#get(`/v1/organisations/${address}`);
  }

  /** Schemes with their terms, as they stand. */
  schemes(): Promise<Schemes> {
    return this.#get("/v1/schemes");
  }

  /** What an organisation had and has, by element, form and site. @param span First and last day, such as 2026-01-31 (UTC) or 2026-01-31+08:00. */
  balance(organisation: Address, span: { from: string; to: string }): Promise<Balance> {
    return this.#get(`/v1/organisations/${organisation}/balance${query(span)}`);
  }

  /** What moved in and out of an organisation's stock in a month. @param month Such as 2026-01. @param zone Of the month, such as +08:00. */
  flowRecord(organisation: Address, month: string, zone?: string): Promise<FlowRecord> {
    return this.#get(`/v1/organisations/${organisation}/flow-records/${month}${query({ zone })}`);
  }

  /** A stored document. */
  async evidence(hash: Hex): Promise<Uint8Array> {
    const response = await this.#fetch(`/v1/evidence/${hash}`, {});
    if (response.ok) return response.bytes();
    throw await this.#failureOf(response);
  }

  /** Stores a document under its hash. */
  storeEvidence(hash: Hex, content: Uint8Array): Promise<StoredEvidence> {
    return this.#send("PUT", `/v1/evidence/${hash}`, "application/octet-stream", content as Uint8Array<ArrayBuffer>);
  }

  /**
   * Verifies a lot.
   * @param fresh Whether everything is recomputed, up to the ledger's newest block.
   * @param market Whose buyers are shown it, where the law says what they may be told.
   */
  verifyLot(lot: Hex, { fresh = false, market }: { fresh?: boolean; market?: Market } = {}): Promise<Verdict> {
    return this.#get(`/v1/verify/lots/${lot}${query({ ...(fresh && { fresh: 1 }), market })}`);
  }

  /** A lot's certificate as a file, which proves it without this service. */
  async certificate(lot: Hex): Promise<Uint8Array> {
    const response = await this.#fetch(`/v1/lots/${lot}/certificate`, {});
    if (response.ok) return response.bytes();
    throw await this.#failureOf(response);
  }

  /** Checks the code of a gram. */
  checkUnit(code: string, lot: Hex): Promise<UnitCheck> {
    return this.#get(`/v1/verify/units/${encodeURIComponent(code)}${query({ lot })}`);
  }

  /** Checks the code of a gram by its GS1 Digital Link. */
  followUnitLink(gtin: string, lotNumber: string, serial: string): Promise<UnitCheck> {
    return this.#get(
      `/01/${encodeURIComponent(gtin)}/10/${encodeURIComponent(lotNumber)}/21/${encodeURIComponent(serial)}`,
    );
  }

  /** Checks the code of a gram by a proof. */
  checkProvenUnit(code: string, lot: Hex, proof: { salt: Hex; path: readonly Hex[] }): Promise<UnitCheck> {
    const path = `/v1/verify/units/${encodeURIComponent(code)}`;
    return this.#send("POST", path, "application/json", JSON.stringify({ lot, proof }));
  }

  /** Checks the code of a gram, and has the scan counted. @param country Where the scanner is, ISO 3166-1 alpha-2. */
  countScan(code: string, lot: Hex, country: string): Promise<UnitCheck> {
    const path = `/v1/verify/units/${encodeURIComponent(code)}/scans`;
    return this.#send("POST", path, "application/json", JSON.stringify({ lot, country, consent: true }));
  }

  /** Names the grams that a statement moved, by ranges or packages; as the organisation that stated it. */
  claimUnits(statement: Hex, moved: UnitClaims): Promise<UnitClaimsAnswer> {
    return this.#send("PUT", `/v1/statements/${statement}/units`, "application/json", JSON.stringify(moved));
  }

  /** What lies in a package, as far as the reader may know of it. */
  package(sscc: string): Promise<PackageAnswer> {
    return this.#get(`/v1/packages/${sscc}`);
  }

  /** Own packages that lie in no other. @param page `after`: the `next` of the page before. */
  packages(page: { after?: string; limit?: number } = {}): Promise<PackageList> {
    return this.#get(`/v1/packages${query(page)}`);
  }

  /** Packs, unpacks or empties a package, or says where it was seen. */
  recordPackageEvent(sscc: string, event: PackageEventRequest): Promise<PackageAnswer> {
    return this.#send("POST", `/v1/packages/${sscc}/events`, "application/json", JSON.stringify(event));
  }

  /** Has the service keep the secret of a lot's codes. @param secret 32 bytes. */
  keepUnitSecret(lot: Hex, secret: Hex): Promise<UnitCustodyState> {
    return this.#send("PUT", `/v1/lots/${lot}/unit-secret`, "application/json", JSON.stringify({ secret }));
  }

  /** Exports codes of a lot to print; as its producer. Both ends belong to them. */
  exportUnits(lot: Hex, first: number, last: number): Promise<ExportedUnits> {
    return this.#send("POST", `/v1/lots/${lot}/unit-codes`, "application/json", JSON.stringify({ first, last }));
  }

  /** Whether the service can check codes of a lot by itself. */
  unitCustody(lot: Hex): Promise<UnitCustodyState> {
    return this.#get(`/v1/lots/${lot}/unit-secret`);
  }

  /** Sets the GTIN under which a producer sells goods of one form. */
  setGtin(producer: Address, form: Form, gtin: string): Promise<Gtin> {
    const body = JSON.stringify({ form, gtin });
    return this.#send("PUT", `/v1/organisations/${producer}/gtin`, "application/json", body);
  }

  /**
   * What becomes of statements, as it happens, until the stream breaks off or ends: whoever goes on with the id of the last event
   * misses none.
   * @param after Id of the event to begin behind; "0" for the first of all; without it, what comes from now on.
   * @param follow False to end once everything there is has been told.
   */
  events(wanted: EventsWanted = {}): AsyncGenerator<LedgerEvent> {
    return this.#stream("/v1/events", wanted);
  }

  /** Alerts that are open to the reader, as they are raised and as something is done about them; otherwise as `events`. */
  alertEvents(wanted: EventsWanted = {}): AsyncGenerator<AlertEvent> {
    return this.#stream("/v1/alerts/events", wanted);
  }

  async *#stream<Event>(address: string, { after, follow = true, signal }: EventsWanted): AsyncGenerator<Event> {
    const path = `${address}${query({ after, ...(follow ? {} : { follow: 0 }) })}`;
    const response = await this.#fetch(path, {}, signal ?? null);
    if (!response.ok || response.body === null) throw await this.#failureOf(response);
    try {
      for await (const data of readEventStream(response.body)) yield JSON.parse(data) as Event;
    } catch (cause) {
      if (signal?.aborted) return;
      throw this.#brokenOff(cause);
    }
  }

  /**
   * Has an address called for every statement that no fork can take back any more, or for alerts.
   * @param about own: what concerns the organisation. alerts: alerts that are open to it as an authority.
   */
  addWebhook(url: string, about: Webhook["about"] = "own"): Promise<NewWebhook> {
    return this.#send("POST", "/v1/webhooks", "application/json", JSON.stringify({ url, about }));
  }

  /** Webhooks of the organisation, and how they fare. */
  webhooks(): Promise<Webhooks> {
    return this.#get("/v1/webhooks");
  }

  /** Has a webhook called again at once, from where it stopped. */
  resumeWebhook(id: string): Promise<Webhook> {
    return this.#exchange(`/v1/webhooks/${id}/resume`, { method: "POST" });
  }

  /** Removes a webhook. */
  removeWebhook(id: string): Promise<Webhook> {
    return this.#exchange(`/v1/webhooks/${id}`, { method: "DELETE" });
  }

  /** What the rules found, the newest first: told to authorities alone. @param open Only what is not closed. */
  alerts({ open = true, ...filter }: AlertFilter = {}): Promise<Page<Alert>> {
    return this.#get(`/v1/alerts${query({ ...filter, open: open ? 1 : 0 })}`);
  }

  /** An alert with its evidence, and what was done about it. */
  alert(id: string): Promise<Alert> {
    return this.#get(`/v1/alerts/${id}`);
  }

  /** Brings in monthly trade statistics as CSV. @param name What the file is. */
  storeStatistics(name: string, csv: string): Promise<StoredStatistics> {
    return this.#send("POST", `/v1/statistics${query({ name })}`, "text/csv", csv);
  }

  /** Files of trade statistics that were brought in, the newest first. */
  statisticFiles(): Promise<StatisticFiles> {
    return this.#get("/v1/statistics");
  }

  /** What left under certificates, what arrived, and what both customs report. */
  mirrorStatistics(filter: MirrorFilter = {}): Promise<MirrorStatistics> {
    return this.#get(`/v1/statistics/mirror${query({ ...filter })}`);
  }

  /** Acknowledges, investigates, closes or forwards an alert. */
  actOnAlert(id: string, act: AlertActRequest): Promise<Alert> {
    return this.#send("POST", `/v1/alerts/${id}/acts`, "application/json", JSON.stringify(act));
  }

  /** A nonce to sign in with. */
  signInNonce(): Promise<SignInNonce> {
    return this.#exchange("/v1/sign-in/nonce", { method: "POST" });
  }

  /** Signs in with a signed message of EIP-4361. */
  signIn(message: string, signature: Hex): Promise<Session> {
    return this.#send("POST", "/v1/sign-in", "application/json", JSON.stringify({ message, signature }));
  }

  /** A token for a machine. @param validUntil Last second, Unix time. */
  addToken(scopes: readonly ReadScope[], validUntil: number): Promise<NewMachineToken> {
    return this.#send("POST", "/v1/tokens", "application/json", JSON.stringify({ scopes, validUntil }));
  }

  /** The organisation's tokens that have not run out. */
  tokens(): Promise<MachineTokens> {
    return this.#get("/v1/tokens");
  }

  /** Ends a token. */
  revokeToken(id: string): Promise<MachineToken> {
    return this.#exchange(`/v1/tokens/${id}`, { method: "DELETE" });
  }

  /** How queue, nonces and index stand, and what calls for the operator. */
  status(): Promise<ServiceStatus> {
    return this.#get("/v1/status");
  }

  /** Returns where the service can do its work; throws `ProblemError` with the reasons where it cannot. */
  ready(): Promise<{ status: "ready" }> {
    return this.#get("/ready");
  }

  #get<T>(path: string): Promise<T> {
    return this.#exchange(path, {});
  }

  #send<T>(method: string, path: string, contentType: string, body: string | Uint8Array<ArrayBuffer>): Promise<T> {
    return this.#exchange(path, { method, headers: { "content-type": contentType }, body });
  }

  async #exchange<T>(path: string, request: RequestInit): Promise<T> {
    const response = await this.#fetch(path, request);
    if (!response.ok) throw await this.#failureOf(response);
    try {
      return (await response.json()) as T;
    } catch (cause) {
      throw this.#stranger(cause);
    }
  }

  async #fetch(
    path: string,
    request: RequestInit,
    signal: AbortSignal | null = AbortSignal.timeout(timeoutMs),
  ): Promise<Response> {
    try {
      const headers = new Headers(request.headers);
      const token = this.#token();
      if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
      return await fetch(this.#url + path, { ...request, headers, signal });
    } catch (cause) {
      throw new UnreachableError(`The service at ${this.#url} does not answer.`, { cause });
    }
  }

  async #failureOf(response: Response): Promise<Error> {
    const answer: unknown = await response.json().catch(() => undefined);
    return isProblem(answer) ? new ProblemError(answer) : this.#stranger();
  }

  #brokenOff(cause: unknown): UnreachableError {
    return new UnreachableError(`The service at ${this.#url} has broken off.`, { cause });
  }

  #stranger(cause?: unknown): UnreachableError {
    return new UnreachableError(`What answers at ${this.#url} is not this service.`, { cause });
  }
}

function query(parameters: object): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, String(value)]))).toString();
  return text === "" ? "" : `?${text}`;
}

function isProblem(answer: unknown): answer is ProblemDocument {
  return typeof answer === "object" && answer !== null && "code" in answer && "detail" in answer;
}
