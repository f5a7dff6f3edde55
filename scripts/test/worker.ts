// A process that runs tests, one task after another, as scripts/test.ts sends them. It reports each outcome, and ends when it is let go.
import { closeAtEnd } from "../../test/support/at-end.ts";
import { Leftovers } from "./leftovers.ts";
import type { Outcome, Task, WorkerSettings } from "./task.ts";

const settings: WorkerSettings = JSON.parse(process.argv[2] ?? "");
const leftovers = new Leftovers();

process.on("message", (message: Task | "leave") => void (message === "leave" ? leave() : report(message)));
// Whoever asked is gone.
process.on("disconnect", stop);

async function report(task: Task): Promise<void> {
  process.send?.(await run(task).catch(failureOf));
}

async function run(task: Task): Promise<Outcome> {
  if (task.kind === "solidity") {
    const { runSolidity } = await import("./run-solidity.ts");
    return runSolidity(task.files, settings);
  }
  const { runMochaFile } = await import("./run-mocha-file.ts");
  const outcome = await runMochaFile(task.file, settings);
  leftovers.note(task.file);
  return outcome;
}

/** A file that could not be loaded, or a run that broke. */
function failureOf(error: unknown): Outcome {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { passed: 0, failed: 1, skipped: 0, failures: [text], testsMs: 0 };
}

async function leave(): Promise<void> {
  process.off("disconnect", stop);
  await closeAtEnd();
  // Before the channel closes: it is no leftover.
  process.disconnect();
  // A suite that leaves a server, a child or a timer behind must not hang whoever waits for it, nor go unnoticed.
  setTimeout(() => {
    console.error(`Something a test started is still running: ${leftovers.describe()}`);
    process.exit(1);
  }, settings.lingerMs).unref();
}

function stop(): void {
  process.exit(1);
}
