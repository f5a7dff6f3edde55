import type { AlertEvent } from "./events.ts";
import type { Rule } from "./rule.ts";

/** A rule that failed on an event, which it therefore has not judged. Plain JSON, as it is kept in the rules' memory. */
export type RuleFault = {
  rule: string;
  block: number;
  logIndex: number;
  /** Digest of the statement, or name of the act of governance. */
  event: string;
  message: string;
};

/** What there is to say about a rule that failed. */
export function ruleFault({ name }: Rule, event: AlertEvent, error: unknown): RuleFault {
  return {
    rule: name,
    block: Number(event.blockNumber),
    logIndex: event.logIndex,
    event: event.type === "statement" ? event.digest : event.event,
    message: error instanceof Error ? error.message : String(error),
  };
}

/** The same as a sentence. */
export function ruleFaultSentence({ rule, block, logIndex, event, message }: RuleFault): string {
  return `The rule ${rule} failed on ${event} (block ${block}, log ${logIndex}): ${message}`;
}
