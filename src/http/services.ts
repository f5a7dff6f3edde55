import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { DemoOrganisation } from "../api/demo-organisation.ts";
import type { Certifier } from "../certificate/certifier.ts";
import type { UnitCustody } from "../data-folder/unit-custody.ts";
import type { Indexer } from "../indexer/indexer.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Readers } from "../readers/readers.ts";
import type { Relay } from "../relay/relay.ts";
import type { Store } from "../store/open-store.ts";
import type { ActRepository } from "../store/repositories/act-repository.ts";
import type { AlertNewsRepository } from "../store/repositories/alert-news-repository.ts";
import type { AlertRepository } from "../store/repositories/alert-repository.ts";
import type { ConsignmentRepository } from "../store/repositories/consignment-repository.ts";
import type { EvidenceRepository } from "../store/repositories/evidence-repository.ts";
import type { ExportControlRepository } from "../store/repositories/export-control-repository.ts";
import type { FindingRepository } from "../store/repositories/finding-repository.ts";
import type { HoldRepository } from "../store/repositories/hold-repository.ts";
import type { LineageRepository } from "../store/repositories/lineage-repository.ts";
import type { LotRepository } from "../store/repositories/lot-repository.ts";
import type { OrganisationRepository } from "../store/repositories/organisation-repository.ts";
import type { OutboxRepository } from "../store/repositories/outbox-repository.ts";
import type { PackageRepository } from "../store/repositories/package-repository.ts";
import type { SchemeRepository } from "../store/repositories/scheme-repository.ts";
import type { SeizureRepository } from "../store/repositories/seizure-repository.ts";
import type { StatementRepository } from "../store/repositories/statement-repository.ts";
import type { StatisticRepository } from "../store/repositories/statistic-repository.ts";
import type { StockRepository } from "../store/repositories/stock-repository.ts";
import type { UnitRepository } from "../store/repositories/unit-repository.ts";
import type { WebhookRepository } from "../store/repositories/webhook-repository.ts";
import type { CodedLots } from "../verify/coded-lots.ts";
import type { UnitChecker } from "../verify/unit-checker.ts";
import type { Verifier } from "../verify/verifier.ts";
import type { Watch } from "../watch/watch.ts";
import type { TargetPolicy } from "../webhooks/targets.ts";
import type { Feed } from "./feed.ts";
import type { EvidenceLimits, EvidenceQuota } from "./plumbing/evidence-quota.ts";
import type { WrongCodes } from "./plumbing/wrong-codes.ts";

/** What the HTTP interface is told by the configuration. */
export interface HttpOptions extends EvidenceLimits {
  /** Largest JSON body that is read. */
  bodyMaxBytes: number;
  /** Largest document that is stored as evidence. */
  evidenceMaxBytes: number;
  /** Where readers reach the service, if not at the address it listens on: what sign-in is bound to. */
  publicUrl?: string | undefined;
  /** Requests that one reader (an organisation; without sign-in an address) may make in a minute. */
  rateLimitPerMinute: number;
  /** Addresses and networks of proxies that are believed where a reader is; none by default. */
  trustedProxies?: readonly string[] | undefined;
  /** Where webhooks may lead. */
  webhookTargets: TargetPolicy;
  /** Organisations that anybody may try on: given by a demo alone. */
  demo?: (() => readonly DemoOrganisation[]) | undefined;
  /** The secret that a webhook's calls are signed with. */
  webhookSecret(id: string): string;
}

/** What the HTTP interface is made over. */
export interface AppParts {
  ledger: Ledger;
  store: Store;
  indexer: Indexer;
  relay: Relay;
  verifier: Verifier;
  certifier: Certifier;
  /** Secrets of lots that are kept here. */
  custody: UnitCustody;
  unitChecker: UnitChecker;
  evidence: EvidenceRepository;
  readers: Readers;
  watch: Watch;
  feed: Feed;
  logger: Logger;
  metrics: Registry;
  options: HttpOptions;
}

/** What routes answer from. */
export interface Services extends AppParts {
  lots: LotRepository;
  statements: StatementRepository;
  consignments: ConsignmentRepository;
  organisations: OrganisationRepository;
  schemes: SchemeRepository;
  holds: HoldRepository;
  seizures: SeizureRepository;
  exportControl: ExportControlRepository;
  findings: FindingRepository;
  acts: ActRepository;
  lineages: LineageRepository;
  stocks: StockRepository;
  outbox: OutboxRepository;
  webhooks: WebhookRepository;
  evidenceQuota: EvidenceQuota;
  alerts: AlertRepository;
  alertNews: AlertNewsRepository;
  statistics: StatisticRepository;
  units: UnitRepository;
  codedLots: CodedLots;
  packages: PackageRepository;
  wrongCodes: WrongCodes;
  /** The description of all routes. A route is handed it, because it is made from the routes. */
  openApiText(): string;
}
