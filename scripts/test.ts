// Runs the suites: Solidity tests and TypeScript tests, in several processes side by side.
//
//   npm test [-- [files…] [--grep <pattern>] [--jobs <number>]]
//   npm run test:deep    the Solidity tests alone, with many more runs (hardhat.config.ts says how many)
//
// The last line says how many passed, failed and were skipped. Right before it stands all that failed.
import { globSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { normalize, resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { heavyFiles } from "./test/heavy-files.ts";
import { Summary } from "./test/summary.ts";
import type { Task, WorkerSettings } from "./test/task.ts";
import { WorkerProcess } from "./test/worker-process.ts";

const LINGER_MS = 10_000;

const { values, positionals } = parseArgs({
  options: {
    grep: { type: "string", short: "g" },
    jobs: { type: "string", short: "j" },
    deep: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
const jobs = Number(values.jobs ?? Math.max(2, availableParallelism()));
if (!Number.isSafeInteger(jobs) || jobs < 1) {
  console.error("--jobs is the number of processes that run tests side by side: 1 or more.");
  process.exit(64);
}
// The workers inherit it; Hardhat reads its settings when it is imported.
if (values.deep) process.env.YTTERBY_TEST_DEEP = "1";
// Tests start node a few hundred times, most of it on the same sources: so they are not parsed each time.
process.env.NODE_COMPILE_CACHE ??= resolve("cache/node");

const settings: WorkerSettings = {
  color: process.stdout.isTTY === true,
  lingerMs: LINGER_MS,
  ...(values.grep === undefined ? {} : { grep: values.grep }),
};
const queue = tasks(positionals.map((path) => normalize(path)));
// A single process prints as it goes; of several, each task's output is printed whole when it has ended.
const live = Math.min(jobs, queue.length) === 1;
const summary = new Summary();
await Promise.all(Array.from({ length: Math.min(jobs, queue.length) }, work));
process.exitCode = summary.print() ? 0 : 1;

function tasks(paths: string[]): Task[] {
  const solidityFiles = paths.filter((path) => path.endsWith(".sol"));
  const all = paths.length === 0;
  const { spec } = z.object({ spec: z.array(z.string()) }).parse(JSON.parse(readFileSync(".mocharc.json", "utf8")));
  const mochaFiles = all ? (values.deep ? [] : globSync(spec)) : paths.filter((path) => !path.endsWith(".sol"));
  const place = (file: string) => (heavyFiles.indexOf(file) + heavyFiles.length + 1) % (heavyFiles.length + 1);
  const sorted = mochaFiles.sort().sort((a, b) => place(a) - place(b));
  return [
    ...(all || solidityFiles.length > 0 ? [{ kind: "solidity" as const, files: solidityFiles }] : []),
    ...sorted.map((file) => ({ kind: "mocha" as const, file })),
  ];
}

/** Has a worker of its own take one task after another, while there are any. */
async function work(): Promise<void> {
  let worker: WorkerProcess | undefined;
  let last = "";
  for (let task = queue.shift(); task !== undefined; task = queue.shift()) {
    worker ??= new WorkerProcess(settings, live);
    last = task.kind === "mocha" ? task.file : "Solidity tests";
    const started = performance.now();
    const outcome = await worker.run(task);
    const output = worker.takeOutput();
    const ms = performance.now() - started;
    if ("ended" in outcome) {
      summary.addBroken(last, `The process ended (${outcome.ended}) in the midst of it.`, output);
      worker.close();
      worker = undefined;
    } else {
      summary.add(last, outcome, ms, output);
    }
  }
  if (worker === undefined) return;
  const ended = await worker.leave();
  const output = worker.takeOutput();
  if (ended !== undefined) summary.addBroken(`after ${last}`, `The process did not end well (${ended}).`, output);
  worker.close();
}
