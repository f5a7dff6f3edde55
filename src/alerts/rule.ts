import type { Severity } from "../domain/alert.ts";
import type { LocalisedText } from "../domain/localised-text.ts";
import type { JsonObject } from "../statements/codec.ts";
import type { Finding } from "./alert.ts";
import type { AlertEvent, Facts } from "./events.ts";
import type { RuleMemory } from "./memory.ts";

/** A rule: what it looks at, and what it says of what it found. Everything known of one stands in its file. */
export interface Rule<Name extends string = string, Evidence extends JsonObject = JsonObject> {
  name: Name;
  severity: Severity;
  /** What it watches for, in a line. */
  title: LocalisedText;
  /** A plain sentence about what was found. */
  words(evidence: Evidence): LocalisedText;
  /**
   * Judges events in the order of the ledger. It knows nothing but the event, what never changes (`facts`), and what it has kept in its
   * memory: so it finds the same whenever the ledger is read again.
   */
  judge(event: AlertEvent, facts: Facts, memory: RuleMemory): readonly Finding<Evidence>[];
}

/** Types a rule by what it says. */
export function defineRule<const Name extends string, Evidence extends JsonObject>(
  rule: Rule<Name, Evidence>,
): Rule<Name, Evidence> {
  return rule;
}
