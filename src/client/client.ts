import type { Network } from "../api/schemas/network.ts";
import type { Form } from "../domain/form.ts";
import type { Address, Hex } from "../domain/hex.ts";
import type { Market } from "../domain/market.ts";
import type { ReadScope } from "../domain/read-scopes.ts";
import { someSharesToText } from "../domain/some-shares.ts";
import type { Submission } from "../statements/submission.ts";
import type {
  Accepted,
  Alert,
  AlertActRequest,
  AlertEvent,
  Attestations,
  AuditHold,
  AuditRow,
  AuditRows,
  AuditSort,
  Balance,
  BorderFinding,
  Consignment,
  ConsignmentDetails,
  Custody,
  Descendants,
  Dossier,
  DraftAnswer,
  DraftRequest,
  DryRun,
  ExportCheck,
  ExportedUnits,
  ExportPermit,
  ExportRules,
  FlowRecord,
  Footprint,
  Gtin,
  Hold,
  Inspection,
  LedgerEvent,
  Lineage,
  Lot,
  LotSummary,
  MachineToken,
  MachineTokens,
  MirrorStatistics,
  NewMachineToken,
  NewWebhook,
  Organisation,
  OrganisationSummary,
  PackageAnswer,
  PackageEventRequest,
  PackageList,
  Schemes,
  Seizure,
  ServiceStatus,
  Session,
  SignInNonce,
  Stated,
  StatisticFiles,
  StoredEvidence,
  StoredStatistics,
  SubmissionStatus,
  UnitCheck,
  UnitClaims,
  UnitClaimsAnswer,
  UnitCustodyState,
  Verdict,
  Webhook,
  Webhooks,
} from "./answers.ts";
import { Connection, query } from "./connection.ts";
import type {
  AlertFilter,
  AuditFilter,
  AuditForm,
  AuditSpan,
  ConsignmentFilter,
  DryRunFilter,
  EventsWanted,
  ExportQuestion,
  FindingFilter,
  HoldFilter,
  InspectionQuestion,
  LotFilter,
  MirrorFilter,
  Page,
  PageOf,
  PermitFilter,
  SeizureFilter,
  StatedFilter,
} from "./filters.ts";

/**
 * The service as its users see it. Every call throws `ProblemError` where the service answers with a problem, and
 * `UnreachableError` where it does not answer.
 */
export class Client {
  readonly #connection: Connection;

  /**
   * @param url Where the service answers, such as http://127.0.0.1:8080
   * @param token Of a session, or a machine's, or what tells it at each call; without one, everything is as everybody sees it.
   */
  constructor(url: string, token?: string | (() => string | undefined)) {
    this.#connection = new Connection(url, typeof token === "function" ? token : () => token);
  }

  /** Which ledger this is, and what signatures are bound to. */
  network(): Promise<Network> {
    return this.#connection.get("/v1/network");
  }

  /** Submits a statement, or an ordered bundle. */
  async submit(submission: Submission): Promise<Accepted> {
    // Loaded when it is needed: a page that only reads does not pay for every kind of statement.
    const { statementToWire } = await import("../statements/statement.ts");
    const wire =
      "bundle" in submission ? { bundle: submission.bundle.map(statementToWire) } : statementToWire(submission);
    return this.#connection.sendJson("POST", "/v1/statements", wire);
  }

  /** A statement as it is signed: typed data in full, for a wallet. */
  draft(request: DraftRequest): Promise<DraftAnswer> {
    return this.#connection.sendJson("POST", "/v1/drafts", request);
  }

  /** Where a submission stands. */
  submissionStatus(id: Hex): Promise<SubmissionStatus> {
    return this.#connection.get(`/v1/statements/${id}`);
  }

  /** What was stated in some days, in the ledger's order. */
  statements(filter: StatedFilter & PageOf): Promise<Page<Stated>> {
    return this.#connection.get(`/v1/statements${query(filter)}`);
  }

  /** The same, whole, as a table, piece by piece. */
  statementsAsCsv(filter: StatedFilter): AsyncGenerator<Uint8Array> {
    return this.#connection.pieces(`/v1/statements.csv${query(filter)}`);
  }

  /** Statements of which the reader may see all, each with what it takes to check it; a page may have fewer than fit. */
  auditStatements(filter: AuditFilter & PageOf): Promise<Page<AuditRow>> {
    return this.#connection.get(`/v1/audit/statements${query(filter)}`);
  }

  /** The same, whole, piece by piece. */
  auditStatementsAs(form: AuditForm, filter: AuditFilter): AsyncGenerator<Uint8Array> {
    return this.#connection.pieces(`/v1/audit/statements.${form}${query(filter)}`);
  }

  /** Holds that stand, the oldest first, each with what it takes to check it. */
  auditHolds(filter: { country?: string } & PageOf = {}): Promise<Page<AuditHold>> {
    return this.#connection.get(`/v1/audit/holds${query(filter)}`);
  }

  /** The same, whole, piece by piece. */
  auditHoldsAs(form: AuditForm, filter: { country?: string } = {}): AsyncGenerator<Uint8Array> {
    return this.#connection.pieces(`/v1/audit/holds.${form}${query(filter)}`);
  }

  /** What was done about challenges, findings or permits, or by governance, in the ledger's order. */
  audit<S extends AuditSort>(of: S, filter: AuditSpan & PageOf): Promise<Page<AuditRows[S]>> {
    return this.#connection.get(`/v1/audit/${of}${query(filter)}`);
  }

  /** The same as a table or as lines, piece by piece. */
  auditAs(of: AuditSort, form: AuditForm, filter: AuditSpan): AsyncGenerator<Uint8Array> {
    return this.#connection.pieces(`/v1/audit/${of}.${form}${query(filter)}`);
  }

  /** Lots, the newest declaration first. */
  lots(filter: LotFilter = {}): Promise<Page<LotSummary>> {
    return this.#connection.get(`/v1/lots${query(filter)}`);
  }

  /** A lot with everything declared about it. */
  lot(id: Hex): Promise<Lot> {
    return this.#connection.get(`/v1/lots/${id}`);
  }

  /** What was stated about a lot, in order. */
  dossier(lot: Hex, page: PageOf = {}): Promise<Dossier> {
    return this.#connection.get(`/v1/lots/${lot}/dossier${query(page)}`);
  }

  /** Where a lot's grams went, and are. */
  custody(lot: Hex): Promise<Custody> {
    return this.#connection.get(`/v1/lots/${lot}/custody`);
  }

  /** What was found about a lot. */
  attestations(lot: Hex): Promise<Attestations> {
    return this.#connection.get(`/v1/lots/${lot}/attestations`);
  }

  /** What a lot was made from, back to the ground. */
  lineage(lot: Hex): Promise<Lineage> {
    return this.#connection.get(`/v1/lots/${lot}/lineage`);
  }

  /** A lot's declared footprint by step. */
  footprint(lot: Hex): Promise<Footprint> {
    return this.#connection.get(`/v1/lots/${lot}/footprint`);
  }

  /** What was made from a lot. */
  descendants(lot: Hex): Promise<Descendants> {
    return this.#connection.get(`/v1/lots/${lot}/descendants`);
  }

  /** Consignments, the newest dispatch first. */
  consignments({ open, ...filter }: ConsignmentFilter = {}): Promise<Page<Consignment>> {
    return this.#connection.get(`/v1/consignments${query({ ...filter, ...(open && { open: 1 }) })}`);
  }

  /** A consignment, by the digest of its dispatch. */
  consignment(id: Hex): Promise<ConsignmentDetails> {
    return this.#connection.get(`/v1/consignments/${id}`);
  }

  /** Goods that authorities hold, the oldest hold first. */
  holds({ inForce = true, ...filter }: HoldFilter = {}): Promise<Page<Hold>> {
    return this.#connection.get(`/v1/holds${query({ ...filter, inForce: inForce ? 1 : 0 })}`);
  }

  /** Goods that authorities have seized, the oldest seizure first. */
  seizures({ standing = true, ...filter }: SeizureFilter = {}): Promise<Page<Seizure>> {
    return this.#connection.get(`/v1/seizures${query({ ...filter, standing: standing ? 1 : 0 })}`);
  }

  /** Rules of export control, as governance has set them. */
  exportRules(): Promise<ExportRules> {
    return this.#connection.get("/v1/export-control/rules");
  }

  /** Permits to send controlled goods across a border, the oldest first. */
  permits({ running = true, ...filter }: PermitFilter = {}): Promise<Page<ExportPermit>> {
    return this.#connection.get(`/v1/permits${query({ ...filter, running: running ? 1 : 0 })}`);
  }

  /** Which rules apply to a lot that is to cross a border, and why. */
  checkExport({ grams, route = [], ...question }: ExportQuestion): Promise<ExportCheck> {
    const on = route.length === 0 ? {} : { route: route.join(",") };
    return this.#connection.get(
      `/v1/export-control/check${query({ ...question, ...on, ...(grams && { grams: String(grams) }) })}`,
    );
  }

  /** What rules of a day would have stopped of what was sent in some days. */
  dryRunExport(filter: DryRunFilter & PageOf): Promise<DryRun> {
    return this.#connection.get(`/v1/export-control/dry-run${query(filter)}`);
  }

  /** What authorities found in shipments, the newest first; told to authorities, and to parties of lots that it is linked to. */
  findings({ withdrawn = false, ...filter }: FindingFilter = {}): Promise<Page<BorderFinding>> {
    return this.#connection.get(`/v1/findings${query({ ...filter, ...(withdrawn && { withdrawn: 1 }) })}`);
  }

  /** Where what was found at the border is not what the ledger says, and holds ready to be signed. */
  compareInspection(question: InspectionQuestion): Promise<Inspection> {
    const { assay, ...rest } = { assay: undefined, ...question };
    // That there was no seal is said by an empty one.
    const asked = Object.entries(rest).map(([name, value]) => [name, value === null ? "" : value]);
    const found = assay === undefined ? {} : { assay: someSharesToText(assay) };
    return this.#connection.get(`/v1/inspections/mismatches${query({ ...Object.fromEntries(asked), ...found })}`);
  }

  /** Organisations, in the order of their enrolment. @param key Only those that the key signs for, or once did. */
  organisations(filter: PageOf & { key?: Address } = {}): Promise<Page<OrganisationSummary>> {
    return this.#connection.get(`/v1/organisations${query(filter)}`);
  }

  /** An organisation with its roles, keys and accreditations. */
  organisation(address: Address): Promise<Organisation> {
    return this.#connection.get(`/v1/organisations/${address}`);
  }

  /** Schemes with their terms, as they stand. */
  schemes(): Promise<Schemes> {
    return this.#connection.get("/v1/schemes");
  }

  /** What an organisation had and has, by element, form and site. @param span First and last day, such as 2026-01-31 (UTC) or 2026-01-31+08:00. */
  balance(organisation: Address, span: { from: string; to: string }): Promise<Balance> {
    return this.#connection.get(`/v1/organisations/${organisation}/balance${query(span)}`);
  }

  /** What moved in and out of an organisation's stock in a month. @param month Such as 2026-01. @param zone Of the month, such as +08:00. */
  flowRecord(organisation: Address, month: string, zone?: string): Promise<FlowRecord> {
    return this.#connection.get(`/v1/organisations/${organisation}/flow-records/${month}${query({ zone })}`);
  }

  /** A stored document. */
  evidence(hash: Hex): Promise<Uint8Array> {
    return this.#connection.bytes(`/v1/evidence/${hash}`);
  }

  /** Stores a document under its hash. */
  storeEvidence(hash: Hex, content: Uint8Array): Promise<StoredEvidence> {
    return this.#connection.send(
      "PUT",
      `/v1/evidence/${hash}`,
      "application/octet-stream",
      content as Uint8Array<ArrayBuffer>,
    );
  }

  /**
   * Verifies a lot.
   * @param fresh Whether everything is recomputed, up to the ledger's newest block.
   * @param market Whose buyers are shown it, where the law says what they may be told.
   */
  verifyLot(lot: Hex, { fresh = false, market }: { fresh?: boolean; market?: Market } = {}): Promise<Verdict> {
    return this.#connection.get(`/v1/verify/lots/${lot}${query({ ...(fresh && { fresh: 1 }), market })}`);
  }

  /** A lot's certificate as a file, which proves it without this service. */
  certificate(lot: Hex): Promise<Uint8Array> {
    return this.#connection.bytes(`/v1/lots/${lot}/certificate`);
  }

  /** Checks the code of a gram. */
  checkUnit(code: string, lot: Hex): Promise<UnitCheck> {
    return this.#connection.get(`/v1/verify/units/${encodeURIComponent(code)}${query({ lot })}`);
  }

  /** Checks the code of a gram by its GS1 Digital Link. */
  followUnitLink(gtin: string, lotNumber: string, serial: string): Promise<UnitCheck> {
    return this.#connection.get(
      `/01/${encodeURIComponent(gtin)}/10/${encodeURIComponent(lotNumber)}/21/${encodeURIComponent(serial)}`,
    );
  }

  /** Checks the code of a gram by a proof. */
  checkProvenUnit(code: string, lot: Hex, proof: { salt: Hex; path: readonly Hex[] }): Promise<UnitCheck> {
    const path = `/v1/verify/units/${encodeURIComponent(code)}`;
    return this.#connection.sendJson("POST", path, { lot, proof });
  }

  /** Checks the code of a gram, and has the scan counted. @param country Where the scanner is, ISO 3166-1 alpha-2. */
  countScan(code: string, lot: Hex, country: string): Promise<UnitCheck> {
    const path = `/v1/verify/units/${encodeURIComponent(code)}/scans`;
    return this.#connection.sendJson("POST", path, { lot, country, consent: true });
  }

  /** Names the grams that a statement moved, by ranges or packages; as the organisation that stated it. */
  claimUnits(statement: Hex, moved: UnitClaims): Promise<UnitClaimsAnswer> {
    return this.#connection.sendJson("PUT", `/v1/statements/${statement}/units`, moved);
  }

  /** What lies in a package, as far as the reader may know of it. */
  package(sscc: string): Promise<PackageAnswer> {
    return this.#connection.get(`/v1/packages/${sscc}`);
  }

  /** Own packages that lie in no other. @param page `after`: the `next` of the page before. */
  packages(page: { after?: string; limit?: number } = {}): Promise<PackageList> {
    return this.#connection.get(`/v1/packages${query(page)}`);
  }

  /** Packs, unpacks or empties a package, or says where it was seen. */
  recordPackageEvent(sscc: string, event: PackageEventRequest): Promise<PackageAnswer> {
    return this.#connection.sendJson("POST", `/v1/packages/${sscc}/events`, event);
  }

  /** Has the service keep the secret of a lot's codes. @param secret 32 bytes. */
  keepUnitSecret(lot: Hex, secret: Hex): Promise<UnitCustodyState> {
    return this.#connection.sendJson("PUT", `/v1/lots/${lot}/unit-secret`, { secret });
  }

  /** Exports codes of a lot to print; as its producer. Both ends belong to them. */
  exportUnits(lot: Hex, first: number, last: number): Promise<ExportedUnits> {
    return this.#connection.sendJson("POST", `/v1/lots/${lot}/unit-codes`, { first, last });
  }

  /** Whether the service can check codes of a lot by itself. */
  unitCustody(lot: Hex): Promise<UnitCustodyState> {
    return this.#connection.get(`/v1/lots/${lot}/unit-secret`);
  }

  /** Sets the GTIN under which a producer sells goods of one form. */
  setGtin(producer: Address, form: Form, gtin: string): Promise<Gtin> {
    return this.#connection.sendJson("PUT", `/v1/organisations/${producer}/gtin`, { form, gtin });
  }

  /**
   * What becomes of statements, as it happens, until the stream breaks off or ends: whoever goes on with the id of the last event
   * misses none.
   * @param after Id of the event to begin behind; "0" for the first of all; without it, what comes from now on.
   * @param follow False to end once everything there is has been told.
   */
  events(wanted: EventsWanted = {}): AsyncGenerator<LedgerEvent> {
    return this.#connection.stream("/v1/events", wanted);
  }

  /** Alerts that are open to the reader, as they are raised and as something is done about them; otherwise as `events`. */
  alertEvents(wanted: EventsWanted = {}): AsyncGenerator<AlertEvent> {
    return this.#connection.stream("/v1/alerts/events", wanted);
  }

  /**
   * Has an address called for every statement that no fork can take back any more, or for alerts.
   * @param about own: what concerns the organisation. alerts: alerts that are open to it as an authority.
   */
  addWebhook(url: string, about: Webhook["about"] = "own"): Promise<NewWebhook> {
    return this.#connection.sendJson("POST", "/v1/webhooks", { url, about });
  }

  /** Webhooks of the organisation, and how they fare. */
  webhooks(): Promise<Webhooks> {
    return this.#connection.get("/v1/webhooks");
  }

  /** Has a webhook called again at once, from where it stopped. */
  resumeWebhook(id: string): Promise<Webhook> {
    return this.#connection.exchange(`/v1/webhooks/${id}/resume`, { method: "POST" });
  }

  /** Removes a webhook. */
  removeWebhook(id: string): Promise<Webhook> {
    return this.#connection.exchange(`/v1/webhooks/${id}`, { method: "DELETE" });
  }

  /** What the rules found, the newest first: told to authorities alone. @param open Only what is not closed. */
  alerts({ open = true, ...filter }: AlertFilter = {}): Promise<Page<Alert>> {
    return this.#connection.get(`/v1/alerts${query({ ...filter, open: open ? 1 : 0 })}`);
  }

  /** An alert with its evidence, and what was done about it. */
  alert(id: string): Promise<Alert> {
    return this.#connection.get(`/v1/alerts/${id}`);
  }

  /** Brings in monthly trade statistics as CSV. @param name What the file is. */
  storeStatistics(name: string, csv: string): Promise<StoredStatistics> {
    return this.#connection.send("POST", `/v1/statistics${query({ name })}`, "text/csv", csv);
  }

  /** Files of trade statistics that were brought in, the newest first. */
  statisticFiles(): Promise<StatisticFiles> {
    return this.#connection.get("/v1/statistics");
  }

  /** What left under certificates, what arrived, and what both customs report. */
  mirrorStatistics(filter: MirrorFilter = {}): Promise<MirrorStatistics> {
    return this.#connection.get(`/v1/statistics/mirror${query({ ...filter })}`);
  }

  /** Acknowledges, investigates, closes or forwards an alert. */
  actOnAlert(id: string, act: AlertActRequest): Promise<Alert> {
    return this.#connection.sendJson("POST", `/v1/alerts/${id}/acts`, act);
  }

  /** A nonce to sign in with. */
  signInNonce(): Promise<SignInNonce> {
    return this.#connection.exchange("/v1/sign-in/nonce", { method: "POST" });
  }

  /** Signs in with a signed message of EIP-4361. */
  signIn(message: string, signature: Hex): Promise<Session> {
    return this.#connection.sendJson("POST", "/v1/sign-in", { message, signature });
  }

  /** A token for a machine. @param validUntil Last second, Unix time. */
  addToken(scopes: readonly ReadScope[], validUntil: number): Promise<NewMachineToken> {
    return this.#connection.sendJson("POST", "/v1/tokens", { scopes, validUntil });
  }

  /** The organisation's tokens that have not run out. */
  tokens(): Promise<MachineTokens> {
    return this.#connection.get("/v1/tokens");
  }

  /** Ends a token. */
  revokeToken(id: string): Promise<MachineToken> {
    return this.#connection.exchange(`/v1/tokens/${id}`, { method: "DELETE" });
  }

  /** How queue, nonces and index stand, and what calls for the operator. */
  status(): Promise<ServiceStatus> {
    return this.#connection.get("/v1/status");
  }

  /** Returns where the service can do its work; throws `ProblemError` with the reasons where it cannot. */
  ready(): Promise<{ status: "ready" }> {
    return this.#connection.get("/ready");
  }
}
