/** What a worker is asked to run: one file of mocha's, or Solidity tests (all of them if no file is named). */
export type Task = { kind: "mocha"; file: string } | { kind: "solidity"; files: string[] };

/** What came of a task. */
export interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
  /** A text for each thing that failed: its name, and what was wrong. */
  failures: string[];
  /** Milliseconds within mocha's tests; the rest of a task's time is hooks and the loading of modules. */
  testsMs: number;
}

/** What a worker is told when it starts, as JSON in its first argument. */
export interface WorkerSettings {
  grep?: string;
  color: boolean;
  /** How long something may go on after the last task, in milliseconds, before it counts as left running. */
  lingerMs: number;
}
