import type { Generated } from "kysely";
import type { AlertAct } from "../../domain/alert.ts";

/** What an authority did about an alert, in Unix milliseconds. People wrote it: it survives a rebuild of the index. */
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

/** What there is to tell of alerts, in the order that it is told. Never rebuilt: what is found again is no news. */
export interface AlertNewsTable {
  sequence: Generated<bigint>;
  alert: string;
  /** Sequence of what was done about it; null where it was raised. */
  act: bigint | null;
  /** Block that gave rise to the alert: rules that have not come to it again have not found it again. */
  block_number: bigint;
}

/** Tables of alerts that do not follow from the ledger. */
export interface AlertTables {
  alert_news: AlertNewsTable;
  alert_act: AlertActTable;
}
