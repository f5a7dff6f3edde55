import type { AlertEngineStatus } from "../alerts/engine.ts";
import { ruleFaultSentence } from "../alerts/rule-fault.ts";
import type { Fault } from "./watch.ts";

/** What an engine of alerts finds wrong with itself, as alarms. */
export function alertFaults({ ruleFaults, trouble }: AlertEngineStatus): Fault[] {
  const failing = ruleFaults.map((fault): Fault => ({ code: "rule-failing", detail: ruleFaultSentence(fault) }));
  return trouble === null ? failing : [...failing, { code: "alerts-stopped", detail: trouble }];
}
