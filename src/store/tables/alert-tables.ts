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

/** Tables of alerts that do not follow from the ledger. */
export interface AlertTables {
  alert_act: AlertActTable;
}
