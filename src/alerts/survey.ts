import type { Kysely } from "kysely";
import type { JsonObject } from "../statements/codec.ts";
import type { Database } from "../store/database.ts";
import type { Finding } from "./alert.ts";
import type { RuleMemory } from "./memory.ts";
import type { Rule } from "./rule.ts";

/** What a survey found, and where it belongs in time. */
export interface Observation<Evidence extends JsonObject = JsonObject> {
  finding: Finding<Evidence>;
  /** Unix seconds of what gave rise to it: the same whenever it is found again. */
  at: number;
  /** Block of the ledger that it belongs to; 0 where it belongs to none. */
  blockNumber: bigint;
}

/**
 * A rule about what a service keeps beside the ledger: scans, claims of grams, statistics. It looks at all of it now and then and not at events
 * one by one, and finds the same, under the same ids, as long as the records are the same.
 */
export interface Survey<Name extends string = string, Evidence extends JsonObject = JsonObject>
  extends Omit<Rule<Name, Evidence>, "judge"> {
  /**
   * @param memory What it has looked at already.
   * @param judgedTo Last block that the rules have judged: what stands behind it a fork may take back yet.
   */
  look(db: Kysely<Database>, memory: RuleMemory, judgedTo: bigint): Promise<Observation<Evidence>[]>;
}

/** Types a survey by what it says. */
export function defineSurvey<const Name extends string, Evidence extends JsonObject>(
  survey: Survey<Name, Evidence>,
): Survey<Name, Evidence> {
  return survey;
}
