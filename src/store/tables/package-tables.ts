import type { Generated } from "kysely";

/** A drum, bag or pallet in the book of the organisation that packs it. */
export interface PackageTable {
  organisation: string;
  /** 18 digits. */
  sscc: string;
  /** Package of the same book that it lies in. */
  parent: string | null;
  /** Unix seconds. */
  opened_at: bigint;
}

/** Grams of a lot that lie in a package directly. Both ends belong to them; a gram lies in one package of a book. */
export interface PackageGramsTable {
  organisation: string;
  sscc: string;
  lot: string;
  first_gram: bigint;
  last_gram: bigint;
}

/** Something that was done with a package, or where it was seen. */
export interface PackageEventTable {
  sequence: Generated<bigint>;
  /** In whose book the package is. */
  organisation: string;
  sscc: string;
  what: string;
  /** Unix seconds. */
  at: bigint;
  /** Who says so. */
  by: string;
  /** The other package, where there is one. */
  other: string | null;
  lot: string | null;
  /** Grams that were put in. */
  grams: bigint | null;
  country: string | null;
}

/** Packages that left with a statement, as they were packed then. */
export interface PackingListTable {
  statement: string;
  organisation: string;
  sscc: string;
  parent: string | null;
}

export interface PackingListGramsTable {
  statement: string;
  sscc: string;
  lot: string;
  first_gram: bigint;
  last_gram: bigint;
}

/** Packages by their SSCC: what organisations say of them. */
export interface PackageTables {
  package: PackageTable;
  package_grams: PackageGramsTable;
  package_event: PackageEventTable;
  packing_list: PackingListTable;
  packing_list_grams: PackingListGramsTable;
}
