// Runs the suites: Solidity tests and TypeScript tests, in several processes side by side.
//
//   npm test [-- [files…] [--grep <pattern>] [--jobs <number>] [--within <seconds>]]
//   npm run test:long    the files that take longest for what they are (scripts/test/heavy-files.ts), which `npm test` leaves out; and on a
//                        PostgreSQL what `npm test` runs on the embedded database alone (`describeInTurn` in test/store/engines.ts)
//   npm run test:deep    what tries at random, with many more runs: the Solidity tests (hardhat.config.ts says how many), and the files that
//                        read test/support/depth.ts
//
// With --within no file begins after so many seconds: those that have no room are named, and count as skipped.
//
// The last line says how many passed, failed and were skipped. Right before it stands all that failed. A file that failed is tried once more
// when the others are done (scripts/test/trial.ts says which); what passes only then is named there too.
import { globSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { normalize, resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { heavyFiles, longFiles, waitingFiles } from "./test/heavy-files.ts";
import { Summary } from "./test/summary.ts";
import type { Outcome, Task, WorkerSettings } from "./test/task.ts";
import { areWorthAnother, brokenBy, type Trial } from "./test/trial.ts";
import { WorkerProcess } from "./test/worker-process.ts";

const LINGER_MS = 10_000;

const { values, positionals } = parseArgs({
  options: {
    grep: { type: "string", short: "g" },
    jobs: { type: "string", short: "j" },
    deep: { type: "boolean", default: false },
    long: { type: "boolean", default: false },
    within: { type: "string" },
  },
  allowPositionals: true,
});
const jobs = Number(values.jobs ?? Math.max(2, availableParallelism()));
if (!Number.isSafeInteger(jobs) || jobs < 1) {
  console.error("--jobs is the number of processes that run tests side by side: 1 or more.");
  process.exit(64);
}
const endsAt = values.within === undefined ? undefined : performance.now() + Number(values.within) * 1_000;
if (Number.isNaN(endsAt)) {
  console.error("--within is a number of seconds.");
  process.exit(64);
}
// The workers inherit these; Hardhat reads its settings when it is imported.
if (values.deep) process.env.YTTERBY_TEST_DEEP = "1";
if (positionals.length === 0 && !values.deep) process.env.TEST_DATABASE_TURN = values.long ? "postgresql" : "pglite";
// Workers and services start node on the same sources again and again: so they are not parsed each time.
process.env.NODE_COMPILE_CACHE ??= resolve("cache/node");

const settings: WorkerSettings = {
  color: process.stdout.isTTY === true,
  lingerMs: LINGER_MS,
  ...(values.grep === undefined ? {} : { grep: values.grep }),
};
const queue = tasks(positionals.map((path) => normalize(path)));
// A process beside the others takes what mostly waits, and leaves the processors to them.
const waiting = values.jobs === undefined && queue.length > jobs ? takeWaiting(queue) : [];
const queues = [
  ...Array.from({ length: Math.min(jobs, queue.length) }, () => [queue, waiting]),
  ...(waiting.length === 0 ? [] : [[waiting, queue]]),
];
// A single process prints as it goes; of several, each task's output is printed whole when it has ended.
const live = queues.length === 1;
const summary = new Summary();
const failed: Trial[] = [];
await Promise.all(queues.map((ownFirst) => work(ownFirst)));
const again = areWorthAnother(failed) ? failed : [];
for (const trial of again) await tryAgain(trial);
for (const task of [...queue, ...waiting]) summary.addLeftOut(nameOf(task));
for (const trial of failed) if (!again.includes(trial)) summary.add(trial);
process.exitCode = summary.print() ? 0 : 1;

function tasks(paths: string[]): Task[] {
  const solidityFiles = paths.filter((path) => path.endsWith(".sol"));
  const all = paths.length === 0;
  const { spec } = z.object({ spec: z.array(z.string()) }).parse(JSON.parse(readFileSync(".mocharc.json", "utf8")));
  const mochaFiles = all ? globSync(spec).filter(belongsHere) : paths.filter((path) => !path.endsWith(".sol"));
  const place = (file: string) => {
    if (heavyFiles.includes(file)) return heavyFiles.indexOf(file);
    // What runs in turn comes last: it has run on the embedded database, and is left out first where time runs out.
    return heavyFiles.length + (longFiles.includes(file) ? 0 : 1);
  };
  const sorted = mochaFiles.sort().sort((a, b) => place(a) - place(b));
  return [
    ...((all && !values.long) || solidityFiles.length > 0 ? [{ kind: "solidity" as const, files: solidityFiles }] : []),
    ...sorted.map((file) => ({ kind: "mocha" as const, file })),
  ];
}

/** Whether a run of everything takes a file: the deep one what tries more in it; the long one the long files, and what runs in turn. */
function belongsHere(file: string): boolean {
  const has = (text: string) => readFileSync(file, "utf8").includes(text);
  if (values.deep) return has("/support/depth.ts");
  if (values.long && has("describeInTurn(")) return true;
  return longFiles.includes(file) === values.long;
}

/** Takes the tasks that mostly wait out of the others. */
function takeWaiting(from: Task[]): Task[] {
  const waits = (task: Task) => task.kind === "mocha" && waitingFiles.includes(task.file);
  const taken = from.filter(waits);
  from.splice(0, from.length, ...from.filter((task) => !waits(task)));
  return taken;
}

/** Has a worker of its own take one task after another, while there are any: those of the first queue first. */
async function work(queues: readonly Task[][]): Promise<void> {
  const hasTime = () => endsAt === undefined || performance.now() < endsAt;
  const next = () => (hasTime() ? queues.find(({ length }) => length > 0)?.shift() : undefined);
  let worker: WorkerProcess | undefined;
  let last = "";
  for (let task = next(); task !== undefined; task = next()) {
    worker ??= new WorkerProcess(settings, live);
    const { trial, ended } = await tryTask(task, worker);
    last = trial.name;
    if (trial.outcome.failed > 0) failed.push(trial);
    else summary.add(trial);
    if (ended) worker = undefined;
  }
  if (worker !== undefined) await letGo(worker, last);
}

/** A worker that ends in the midst of the task is closed, and `ended`. */
async function tryTask(task: Task, worker: WorkerProcess): Promise<{ trial: Trial; ended: boolean }> {
  const started = performance.now();
  const told = await worker.run(task);
  const output = worker.takeOutput();
  const ended = "ended" in told;
  if (ended) worker.close();
  const outcome: Outcome = ended ? brokenBy(`The process ended (${told.ended}) in the midst of it.`, output) : told;
  return { trial: { task, name: nameOf(task), outcome, ms: performance.now() - started, output }, ended };
}

function nameOf(task: Task): string {
  return task.kind === "mocha" ? task.file : "Solidity tests";
}

/** With nothing beside it, and in a process that has run nothing before. */
async function tryAgain(first: Trial): Promise<void> {
  const worker = new WorkerProcess(settings, live);
  const { trial, ended } = await tryTask(first.task, worker);
  summary.addSecond(first, trial);
  if (!ended) await letGo(worker, trial.name);
}

async function letGo(worker: WorkerProcess, last: string): Promise<void> {
  const ended = await worker.leave();
  const output = worker.takeOutput();
  if (ended !== undefined) summary.addBroken(`after ${last}`, `The process did not end well (${ended}).`, output);
  worker.close();
}
