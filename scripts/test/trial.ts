import type { Outcome, Task } from "./task.ts";

/** A task that was run. */
export interface Trial {
  task: Task;
  name: string;
  outcome: Outcome;
  /** Milliseconds that it took. */
  ms: number;
  /** What it printed, unless that has been seen already. */
  output: string;
}

/** More than these do not fail by chance. */
const MOST = 5;

/**
 * Whether files that failed are tried once more. A busy machine can fail a test that is right; so does a test that waits for time, which is
 * why it is named all the same. What random values have found is never tried again: other values would hide it.
 */
export function areWorthAnother(failed: readonly Trial[]): boolean {
  return failed.length <= MOST && !failed.some(isFound);
}

function isFound({ task, outcome }: Trial): boolean {
  return task.kind === "solidity" || outcome.failures.some((text) => text.includes("Counterexample: "));
}

/** What comes of a task whose process ended when it should not: one failure, with all that it printed. */
export function brokenBy(reason: string, output: string): Outcome {
  const text = [reason, output.trim()].join("\n").trim();
  return { passed: 0, failed: 1, skipped: 0, failures: [text], testsMs: 0 };
}
