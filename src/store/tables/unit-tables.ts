import type { Generated } from "kysely";

/** The GTIN under which a producer sells its goods of one form. */
export interface UnitGtinTable {
  producer: string;
  form: string;
  /** 14 digits. */
  gtin: string;
}

/** How often one gram was seen in a country within an hour, by scanners who consented. */
export interface UnitScanTable {
  lot: string;
  /** Index of the gram in its lot. */
  gram: bigint;
  /** Unix time in hours. */
  hour: bigint;
  country: string;
  scans: bigint;
  /** Whether one of them came when no gram of the lot was left. */
  after_end: boolean;
}

/** Grams of a lot that a statement moved, as the organisation that stated it says, or whose hand they came into. Both ends belong to them. */
export interface UnitClaimTable {
  /** Digest of the statement. */
  statement: string;
  /** Of grams that arrived: whose hand they came into. Empty for those that went out of one. */
  holder: Generated<string>;
  lot: string;
  first_gram: bigint;
  last_gram: bigint;
}

/** That the grams of a lot are named of a statement: all of them at once. */
export interface UnitNamingTable {
  statement: string;
  /** As of the claims. */
  holder: string;
  lot: string;
  /** Of grams that arrived: the consignment that they came with. Null for those that went out of a hand. */
  arrival_of: string | null;
  grams: bigint;
}

/** What no ledger tells of codes of grams. */
export interface UnitTables {
  unit_gtin: UnitGtinTable;
  unit_scan: UnitScanTable;
  unit_claim: UnitClaimTable;
  unit_naming: UnitNamingTable;
}
