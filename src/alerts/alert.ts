import { id } from "ethers/hash";
import type { Address, Hex } from "../domain/hex.ts";
import type { JsonObject } from "../statements/codec.ts";

/** What an alert is about. */
export type AlertSubject =
  | { type: "lot"; id: Hex }
  | { type: "consignment"; id: Hex }
  | { type: "organisation"; id: Address }
  | { type: "quota"; id: Hex }
  | { type: "export-permit"; id: Hex }
  /** Countries of departure and destination, as `CN-TH`. */
  | { type: "route"; id: string };

/** What a rule found. */
export interface Finding<Evidence extends JsonObject = JsonObject> {
  /** What stays the same as long as one cause lasts: what is found of it again is no second alert. */
  cause: string;
  subject: AlertSubject;
  /** Statements it rests on, in the order of the ledger. */
  statements: readonly Hex[];
  /** Organisations it is about. They are not told: it is open to authorities alone. */
  organisations: readonly Address[];
  /** Countries (ISO 3166-1 alpha-2) whose authorities it is open to. */
  countries: readonly string[];
  evidence: Evidence;
}

/** The id of an alert: the same for the same cause, whoever finds it, however often the index is read again. */
export function alertId(rule: string, cause: string): Hex {
  return id(`${rule}\n${cause}`) as Hex;
}
