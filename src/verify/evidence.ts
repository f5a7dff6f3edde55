import type { Head } from "../domain/head.ts";
import type { Address, Hex } from "../domain/hex.ts";
import type { RegisterSubject } from "../domain/register-subject.ts";
import type { ReadingBlock } from "../domain/verdict.ts";
import type { UnsignedStatement } from "../statements/statement.ts";
import type { LineageRepository } from "../store/repositories/lineage-repository.ts";
import type { RecordedRow } from "./read-recorded.ts";

/** A link of a lot's dossier, with the statement that is said to stand for it. */
export interface LinkRow extends RecordedRow {
  lot: Hex;
  digest: Hex;
  /** Unix seconds. */
  timestamp: bigint;
  /** Block of the link. */
  link_block: bigint;
  /** Place of the statement; null where there is none. */
  block_number: bigint | null;
  log_index: number | null;
}

/** An act about a subject, with the statement that it is, if it is one. */
export interface ActRow extends Omit<RecordedRow, "message"> {
  /** As `registerKey` names it. */
  subject: string | null;
  contract: string;
  event: string;
  /** Values of the event by name; integers are decimal strings. */
  args: Record<string, unknown>;
  digest: Hex | null;
  /** Unix seconds. */
  timestamp: bigint;
  block_number: bigint;
  log_index: number;
}

/** What went into a step or a deposit, beside what its statement says: only the ledger's events tell it. */
export interface InputRow {
  consumer: string;
  lot: string;
  /** Transport carbon of these grams, in mg CO2e. */
  transport_milligrams: bigint;
  /** Whether they counted as certified share. */
  is_certified: boolean;
}

/** What only an index knows of lineages: it is asked which lots and movements there are, and not believed what they are. */
export interface LineageEvidence extends Pick<LineageRepository, "ancestors" | "standings" | "statements"> {
  /** What went into steps and deposits, as it stood then. */
  inputs(consumers: readonly Hex[]): Promise<InputRow[]>;
}

/** An organisation's stock in one country. */
export interface Stock {
  holder: Address;
  country: string;
}

/** A lot's record on the ledger. */
export interface LotRecord {
  /** "none" where the ledger has no such lot. */
  status: string;
  massGrams: bigint;
  /** Unix seconds; 0 without a certificate. */
  validUntil: number;
  scheme: number;
  disputes: number;
  footprintGramsPerKilogram: number;
}

/**
 * What of a lot changes by nothing but a statement that extends its head: read once for each head. The order is that of
 * what was asked for.
 */
export interface Holdings {
  /** Grams in each stock. */
  stocks: bigint[];
  /** Statuses of the consignments. */
  consignments: string[];
  /** Those of the keys that are contract wallets. */
  wallets: Set<Address>;
}

/** What is to be read about a lot. */
export interface Wanted {
  lot: Hex;
  subjects: readonly RegisterSubject[];
  /** Holdings of this head are known already. */
  known: { head: Head; holdings: Holdings } | undefined;
  stocks: Stock[];
  consignments: Hex[];
  /** Keys of which it matters whether they are contract wallets. */
  wallets: Address[];
}

/** What the ledger says of a lot, and of what it rests on. */
export interface LedgerReading {
  block: ReadingBlock;
  record: LotRecord;
  head: Head;
  /** Heads of the subjects, in their order. */
  heads: Head[];
  holdings: Holdings;
}

/** What the ledger itself says, all at one block. Every reading throws where the ledger does not answer for the block. */
export interface LedgerEvidence {
  /** All that a verdict on one lot asks. */
  reading(wanted: Wanted): Promise<LedgerReading>;
  /** Heads of registers, in their order. */
  heads(subjects: readonly RegisterSubject[]): Promise<Head[]>;
  /** Heads of lots' dossiers, in their order. */
  lotHeads(lots: readonly Hex[]): Promise<Head[]>;
  /** Records of lots, in their order. */
  records(lots: readonly Hex[]): Promise<LotRecord[]>;
  /** Those of some keys that are contract wallets. */
  wallets(keys: readonly Address[]): Promise<Set<Address>>;
}

/**
 * What a verdict is judged by, wherever it is kept. Nothing of it is believed but what the ledger says: the rest is recomputed, and
 * compared with that.
 */
export interface Evidence {
  /** What a statement's digest is on this ledger. */
  digest(statement: UnsignedStatement): Hex;
  /** Links of lots' dossiers up to a block, in their order. */
  links(lots: readonly Hex[], block: bigint): Promise<LinkRow[]>;
  /** What governance is said to have shared out of consignments: the values of its events. */
  arbitrations(consignments: readonly Hex[]): Promise<object[]>;
  /** Where goods are said to have passed without a permit since changes of route: the values of events. */
  passages(changes: readonly Hex[]): Promise<object[]>;
  /** Acts about subjects up to a block, in their order. */
  acts(subjects: readonly RegisterSubject[], block: bigint): Promise<ActRow[]>;
  lineages: LineageEvidence;
  /** The ledger at a block, by its hash. */
  ledgerAt(blockHash: Hex): LedgerEvidence;
}
