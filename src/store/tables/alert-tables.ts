import type { Generated } from "kysely";
import type { AlertAct } from "../../domain/alert.ts";
import type { JsonObjectColumn } from "./index-tables.ts";

// Times of the ledger are Unix seconds, as in the index; times of acts are Unix milliseconds.

/** What a rule found in what is final: it can be found again by reading the ledger again, under the same id. */
export interface AlertTable {
  id: string;
  /** Order in which they were raised here: the order of pages. */
  sequence: Generated<bigint>;
  rule: string;
  subject_type: string;
  subject: string;
  /** Digests of the statements it rests on. */
  statements: string[];
  organisations: string[];
  /** Countries whose authorities it is open to. */
  countries: string[];
  evidence: JsonObjectColumn;
  /** Time of the block that gave rise to it. */
  raised_at: bigint;
  block_number: bigint;
}

/** What an authority did about an alert. Never derived, never rebuilt. */
export interface AlertActTable {
  sequence: Generated<bigint>;
  alert: string;
  act: AlertAct;
  at: bigint;
  organisation: string;
  key: string;
  reason: string | null;
  /** Country whose authorities it was forwarded to. */
  country: string | null;
}

/** What a rule keeps from event to event. */
export interface AlertMemoryTable {
  rule: string;
  key: string;
  value: JsonObjectColumn;
}

/** One row: the last event that the rules have judged. */
export interface AlertCursorTable {
  id: number;
  block_number: bigint;
}

/** Tables of the alerts. All but the acts follow from the ledger. */
export interface AlertTables {
  alert: AlertTable;
  alert_act: AlertActTable;
  alert_memory: AlertMemoryTable;
  alert_cursor: AlertCursorTable;
}
