// Drives a mixed load through relays while processes are killed at random moments and the node lies; then holds what was
// answered against what the ledger has. One line a run, and a summary; the exit status is not 0 if anything is wrong.
//
//   npm run test:faults [-- --kills <number> --seed <number> --engine pglite|postgresql --relays <number> --at-once <number> --network]
//
// Without --engine both are tried by turns (PostgreSQL where it is installed). A run of its own is made for every
// hundred kills, --at-once as many side by side. With --network four validators take the place of the embedded ledger.
import { parseArgs } from "node:util";
import { type FaultRunOptions, faultRun } from "../test/relay/faults/fault-run.ts";
import { findPostgresql } from "../test/store/postgresql-cluster.ts";

const killsPerRun = 100;

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "1000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    engine: { type: "string" },
    relays: { type: "string", default: "3" },
    "at-once": { type: "string", default: "1" },
    network: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
  },
});
const numbers = [values.kills, values.seed, values.relays, values["at-once"]].map(Number);
const [kills = 0, seed = 0, relays = 0, atOnce = 0] = numbers;
const engines = enginesOf(values.engine);
if (!numbers.every(Number.isSafeInteger) || engines === undefined) {
  console.error(
    "Usage: --kills <number> --seed <number> --engine pglite|postgresql --relays <number> --at-once <number> --network",
  );
  process.exit(64);
}
if (engines.length === 1 && values.engine === undefined)
  console.log("PostgreSQL is not installed: PGlite alone is tried.");

const totals = new Map<string, number>();
const add = (name: string, count: number) => totals.set(name, (totals.get(name) ?? 0) + count);
const wrong: string[] = [];
const started = Date.now();
const runs = Array.from({ length: Math.ceil(kills / killsPerRun) }, (_, run) => ({
  engine: engines[run % engines.length] as FaultRunOptions["engine"],
  ledger: values.network ? ("network" as const) : ("embedded" as const),
  kills: Math.min(killsPerRun, kills - run * killsPerRun),
  seed: seed + run,
  relays,
}));
const queue = runs.values();
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (const options of queue) await run(options);
  }),
);

console.log(`\nseed ${seed}, ${kills} kills, ${Math.round((Date.now() - started) / 1000)} s`);
for (const [name, count] of [...totals].sort(([a], [b]) => a.localeCompare(b)))
  console.log(`${String(count).padStart(8)}  ${name}`);
console.log(`${String(wrong.length).padStart(8)}  WRONG`);
process.exitCode = wrong.length === 0 ? 0 : 1;

async function run(options: FaultRunOptions): Promise<void> {
  const name = `${options.engine}, seed ${options.seed}`;
  const onProgress = values.verbose ? { onProgress: (line: string) => console.log(`  ${name}: ${line}`) } : {};
  let violations: string[];
  try {
    const result = await faultRun({ ...options, ...onProgress });
    violations = result.violations;
    for (const [what, times] of result.done) add(what, times);
    for (const what of ["promised", "included", "failed", "refusals", "ledgerTransactions"] as const) {
      add(what, result[what]);
    }
    console.log(
      `${name}: ${options.kills} kills, ${result.promised} accepted, ${result.included} included, ${result.failed} failed with a reason, ${violations.length} wrong, ${Math.round(result.seconds)} s`,
    );
  } catch (error) {
    violations = [`the run broke off: ${error instanceof Error ? (error.stack ?? error.message) : error}`];
  }
  wrong.push(...violations.map((violation) => `${name}: ${violation}`));
  for (const violation of violations.slice(0, 20)) console.log(`  WRONG: ${violation}`);
}

function enginesOf(engine: string | undefined): FaultRunOptions["engine"][] | undefined {
  if (engine === "pglite" || engine === "postgresql") return [engine];
  if (engine !== undefined) return undefined;
  return findPostgresql() === undefined ? ["pglite"] : ["postgresql", "pglite"];
}
