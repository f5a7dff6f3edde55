import type { ColumnType, Generated } from "kysely";
import type { ConsignmentStatus } from "../../domain/consignment.ts";
import type { ElementSymbol } from "../../domain/elements.ts";
import type { Form } from "../../domain/form.ts";
import type { InheritancePolicy } from "../../domain/inheritance.ts";
import type { CustodyModel, LotStatus } from "../../domain/lot.ts";
import type { MovementKind } from "../../domain/movement.ts";
import type { Process } from "../../domain/process.ts";
import type { JsonObject } from "../../statements/codec.ts";

/** A `json` or `jsonb` column that holds an object: written as JSON text, read as an object. */
export type JsonObjectColumn = ColumnType<JsonObject, string, string>;

// Times of the ledger are Unix seconds throughout; addresses have the checksum of EIP-55; ids and hashes are 0x and 64 digits.

/** The newest blocks, as far back as a fork may reach: the chain is followed by their parents' hashes. */
export interface BlockTable {
  number: bigint;
  hash: string;
  parent_hash: string;
  timestamp: bigint;
}

/** One row: how far the index reaches. Moves in the same transaction as the rows it stands for. */
export interface CheckpointTable {
  id: number;
  block_number: bigint;
  block_hash: string;
  /** Which ledger was indexed (its genesis hash and our contracts on it), so that another one is never mixed in. */
  ledger: string;
  /** First block whose statements go into the outbox: a rebuild does not announce again what was announced. */
  announce_from: bigint;
  /** Last block whose statements were announced as final. */
  final_to: Generated<bigint>;
  /** Why the indexer halted; null while it follows. */
  halted: string | null;
}

/** A statement as included in the ledger, whoever carried it. */
export interface StatementIncludedTable {
  digest: string;
  kind: string;
  organisation: string;
  /** Wire form of the message. */
  message: JsonObjectColumn;
  signature: string;
  countersignature: string | null;
  /** Lots it concerns, in the order of their links. */
  lots: string[];
  block_number: bigint;
  block_hash: string;
  log_index: number;
  transaction_hash: string;
  timestamp: bigint;
}

/** One link of a lot's dossier. Positions count from 1, without gaps. */
export interface DossierLinkTable {
  lot: string;
  position: number;
  digest: string;
  timestamp: bigint;
  block_number: bigint;
}

/**
 * What governance did, and what organisations did about themselves. An act that extends a head names its subject (by
 * `registerKey`), the link's position in it, and what the link is made of.
 */
export interface GovernanceActTable {
  block_number: bigint;
  log_index: number;
  transaction_hash: string;
  timestamp: bigint;
  contract: string;
  event: string;
  args: JsonObjectColumn;
  subject: string | null;
  position: number | null;
  digest: string | null;
}

/** A lot as it stands. What was declared is in the message of its declaration. */
export interface LotTable {
  id: string;
  producer: string;
  lot_number: string;
  status: LotStatus;
  form: Form;
  mass_grams: bigint;
  /** What its producer may still certify: the declared mass less what was transformed before. */
  left_grams: bigint;
  /** As declared, or as corrected since. */
  footprint_grams_per_kilogram: number;
  /** Symbols of the elements that were found. */
  elements: string[];
  origin_country: string;
  country: string;
  quota: string | null;
  replaces: string | null;
  /** Digest of the statement that declared it. */
  declaration: string;
  /** Digest of the transformation or withdrawal that it came out of; null for a lot without parents. */
  made_by: string | null;
  declared_at: bigint;
  scheme: number | null;
  certification: string | null;
  certified_by: string | null;
  certified_at: bigint | null;
  valid_until: bigint | null;
  rejection: string | null;
  rejected_at: bigint | null;
  /**
   * Grams of a rejected lot that wait for a lot that names it, as a finding stood against it. Of a lot that took the place of such a one:
   * none yet, but they will be withheld if it is rejected. Null for any other.
   */
  withheld_grams: bigint | null;
  disputes: number;
  /** Day (Unix time / 86,400) of the newest examination that counts and conforms; null if none. */
  assay_day: number | null;
  weight_day: number | null;
  process_day: number | null;
  footprint_day: number | null;
  /** Number of links in the dossier. */
  links: number;
  /** Where the declaration stands in the ledger: the order of pages. */
  block_number: bigint;
  log_index: number;
  /** Which of the outputs of its declaration it is, from 0. */
  output: number;
}

/** What a lot was declared to be made of, and where. */
export interface LotContentTable {
  lot: string;
  /** Global Location Number of the producing site. */
  site: string;
  deposit: string;
  custody_model: CustodyModel;
  /** Of each of the seventeen elements: what was found, or the limit below which nothing was. */
  parts_per_hundred_million: number[];
  /** Bit of each element that was not found. */
  not_found: number;
}

/** Grams of a lot that went into something. */
export interface LotInputTable {
  /** Digest of the transformation or deposit. */
  consumer: string;
  lot: string;
  grams: bigint;
  /** As it stood on record then. */
  footprint_grams_per_kilogram: number;
  /** Transport carbon that these grams carried, in mg CO2e. */
  transport_milligrams: bigint;
  /** Whether they counted as certified share. */
  is_certified: boolean;
  block_number: bigint;
}

/** Grams in hand, country by country; a holder without grams there has no row. */
export interface BalanceTable {
  lot: string;
  holder: string;
  country: string;
  grams: bigint;
  /** Transport carbon of these grams, in mg CO2e. */
  transport_milligrams: bigint;
}

/** Grams that came into an organisation's stock, or left it. What it sent is in its stock until it has arrived. */
export interface MovementTable {
  organisation: string;
  lot: string;
  /** Statement, or act of governance, that moved them. */
  digest: string;
  kind: MovementKind;
  grams: bigint;
  counterparty: string | null;
  timestamp: bigint;
  /** When it happened, as stated; null where nothing states it. */
  occurred_at: bigint | null;
  block_number: bigint;
  log_index: number;
}

/** A deposit into the account of a site, or a withdrawal from it. */
export interface SiteMovementTable {
  digest: string;
  organisation: string;
  site: string;
  process: Process;
  period: number;
  direction: "deposit" | "withdrawal";
  /** Carbon that a deposit brought, or that a withdrawal took along. */
  carbon_milligrams: bigint;
  timestamp: bigint;
  block_number: bigint;
  log_index: number;
}

/** The account of a process at a site that runs by mass balance. */
export interface SiteAccountTable {
  organisation: string;
  site: string;
  process: Process;
  /** Custody model that is left to what comes out. */
  strictest: CustodyModel;
  /** Of all that was ever put in; ZZ where it is mixed. */
  origin_country: string;
}

/** What is left of a period's credits of an element: what was found, and the carbon that came with it. */
export interface SiteCreditTable {
  organisation: string;
  site: string;
  process: Process;
  period: number;
  element: ElementSymbol;
  nanograms: bigint;
  carbon_milligrams: bigint;
}

/** Footprints, less removals, up to which a certificate of a form is low-carbon or zero-carbon. */
export interface ClassThresholdTable {
  scheme: number;
  form: Form;
  low_carbon_grams_per_kilogram: number;
  zero_carbon_grams_per_kilogram: number;
}

/** A scheme's tolerance and prices for transformations. */
export interface ProcessingTermsTable {
  scheme: number;
  tolerance_basis_points: number;
  /** Price by element, per kg as element; elements without a price are left out. */
  prices: JsonObjectColumn;
}

/** What a site may take on tolerance and on detection limits in all, and what it took. */
export interface AllowanceTable {
  organisation: string;
  site: string;
  tolerance_nanograms: bigint;
  tolerated_nanograms: bigint;
  reliance_nanograms: bigint;
  relied_nanograms: bigint;
}

/** What a reason means for the descendants of a lot. */
export interface InheritancePolicyTable {
  reason: number;
  policy: InheritancePolicy;
}

export interface ConsignmentTable {
  id: string;
  sender: string;
  recipient: string;
  carrier: string | null;
  from_country: string;
  to_country: string;
  status: ConsignmentStatus;
  dispatched_at: bigint;
  /** Digest of what closed it: a receipt, a return, a report of its loss, a settlement, or an act of governance. */
  closure: string | null;
  closed_at: bigint | null;
  shortage_reason: number | null;
  seal_intact: boolean | null;
  block_number: bigint;
  log_index: number;
}

export interface ConsignmentLineTable {
  consignment: string;
  line: number;
  lot: string;
  sent_grams: bigint;
  received_grams: bigint | null;
  /** What the sender got back of what the recipient had not received. */
  returned_grams: bigint;
  /** Transport carbon the grams arrive with: what they carried when they left, and their share of the journey; mg CO2e. */
  transport_milligrams: bigint;
}

export interface OrganisationTable {
  address: string;
  serial: number;
  name: string;
  country: string;
  /** 13 digits; null if none was given. */
  global_location_number: string | null;
  status: "active" | "suspended";
  enrolled_at: bigint;
  suspended_at: bigint | null;
  /** Number of links in the organisation's head. */
  links: number;
}

export interface RoleGrantTable {
  organisation: string;
  role: string;
  /** Empty for every country. */
  country: string;
  /** Null for every site. */
  site: string | null;
  valid_from: bigint;
  valid_until: bigint;
}

export interface OrganisationKeyTable {
  organisation: string;
  key: string;
  scopes: string[];
  valid_from: bigint;
  valid_until: bigint;
  revoked_at: bigint | null;
  compromised_since: bigint | null;
}

export interface QuotaTable {
  id: string;
  organisation: string;
  kind: string;
  country: string;
  granted_grams: bigint;
  drawn_grams: bigint;
  valid_from: bigint;
  valid_until: bigint;
}

export interface SchemeTable {
  id: number;
  name: string;
  valid_from: bigint;
  valid_until: bigint;
  suspended_from: bigint | null;
  suspended_until: bigint | null;
  attestations: string[];
  forms: string[];
  maximum_age_days: number;
  maximum_validity_days: number;
  custody_models: string[];
  allocations: string[];
  minimum_primary_data_percent: number;
  /** Number of links in the scheme's head. */
  links: number;
}

export interface AccreditationTable {
  scheme: number;
  organisation: string;
  valid_from: bigint;
  valid_until: bigint;
}

/** One row at most: the tolerances of attestations in force. */
export interface ToleranceTable {
  id: number;
  assay_basis_points: number;
  assay_parts_per_hundred_million: number;
  weight_basis_points: number;
  footprint_basis_points: number;
}

/** Number of links in the head of a quota, of a scheme's terms, of an allowance or of the tolerances, by `registerKey`. */
export interface RegisterHeadTable {
  subject: string;
  links: number;
}

/** What a row of current state was before a block changed it; kept for the blocks within the fork depth. */
export interface UndoTable {
  block_number: bigint;
  position: number;
  table_name: string;
  /** The row's key columns. */
  key: JsonObjectColumn;
  /** The row before the block; null if there was none. */
  previous: ColumnType<JsonObject | null, string | null, string | null>;
}

/** What happened, in the order readers are told. Never unwound, never rebuilt. */
export interface OutboxTable {
  sequence: Generated<bigint>;
  /** final: no fork can take it back any more. */
  type: "included" | "unwound" | "final";
  digest: string;
  kind: string;
  block_number: bigint;
  block_hash: string;
}

/** Tables derived from the ledger's events. */
export interface IndexTables {
  block: BlockTable;
  checkpoint: CheckpointTable;
  statement_included: StatementIncludedTable;
  dossier_link: DossierLinkTable;
  governance_act: GovernanceActTable;
  lot: LotTable;
  lot_content: LotContentTable;
  lot_input: LotInputTable;
  balance: BalanceTable;
  consignment: ConsignmentTable;
  consignment_line: ConsignmentLineTable;
  organisation: OrganisationTable;
  role_grant: RoleGrantTable;
  organisation_key: OrganisationKeyTable;
  quota: QuotaTable;
  scheme: SchemeTable;
  accreditation: AccreditationTable;
  tolerance: ToleranceTable;
  movement: MovementTable;
  site_movement: SiteMovementTable;
  site_account: SiteAccountTable;
  site_credit: SiteCreditTable;
  class_threshold: ClassThresholdTable;
  processing_terms: ProcessingTermsTable;
  allowance: AllowanceTable;
  inheritance_policy: InheritancePolicyTable;
  register_head: RegisterHeadTable;
  undo: UndoTable;
  outbox: OutboxTable;
}
