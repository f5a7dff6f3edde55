// Drives a mixed load through relays while processes are killed at random moments and the node lies; then holds what was
// answered against what the ledger has. One line a run, and a summary; the exit status is not 0 if anything is wrong.
//
//   npm run test:faults [-- --kills <number> --seed <number> --engine pglite|postgresql --relays <number>]
//
// Without --engine both are tried by turns (PostgreSQL where it is installed). A run of its own is made for every fifty kills.
import { parseArgs } from "node:util";
import { type FaultRunOptions, faultRun } from "../test/relay/faults/fault-run.ts";
import { findPostgresql } from "../test/store/postgresql-cluster.ts";

const killsPerRun = 50;

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "1000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    engine: { type: "string" },
    relays: { type: "string", default: "3" },
    verbose: { type: "boolean", default: false },
  },
});
const [kills, seed, relays] = [values.kills, values.seed, values.relays].map(Number) as [number, number, number];
const engines = enginesOf(values.engine);
if (![kills, seed, relays].every(Number.isSafeInteger) || engines === undefined) {
  console.error("Usage: --kills <number> --seed <number> --engine pglite|postgresql --relays <number>");
  process.exit(64);
}
if (engines.length === 1 && values.engine === undefined)
  console.log("PostgreSQL is not installed: PGlite alone is tried.");

const totals = new Map<string, number>();
const add = (name: string, count: number) => totals.set(name, (totals.get(name) ?? 0) + count);
const wrong: string[] = [];
const started = Date.now();
for (let run = 0, killed = 0; killed < kills; run++) {
  const count = Math.min(killsPerRun, kills - killed);
  const engine = engines[run % engines.length] as FaultRunOptions["engine"];
  const options = { engine, kills: count, seed: seed + run, relays };
  const onProgress = values.verbose ? { onProgress: (line: string) => console.log(`  ${line}`) } : {};
  const result = await faultRun({ ...options, ...onProgress });
  killed += count;
  for (const [name, times] of result.done) add(name, times);
  for (const name of ["promised", "included", "failed", "refusals", "ledgerTransactions"] as const)
    add(name, result[name]);
  wrong.push(...result.violations.map((violation) => `seed ${options.seed}, ${engine}: ${violation}`));
  console.log(
    `run ${run + 1} (${engine}, seed ${options.seed}): ${count} kills, ${result.promised} accepted, ${result.included} included, ${result.failed} failed with a reason, ${result.violations.length} wrong, ${Math.round(result.seconds)} s`,
  );
  for (const violation of result.violations.slice(0, 20)) console.log(`  WRONG: ${violation}`);
}

console.log(`\nseed ${seed}, ${kills} kills, ${Math.round((Date.now() - started) / 1000)} s`);
for (const [name, count] of [...totals].sort(([a], [b]) => a.localeCompare(b)))
  console.log(`${String(count).padStart(8)}  ${name}`);
console.log(`${String(wrong.length).padStart(8)}  WRONG`);
process.exitCode = wrong.length === 0 ? 0 : 1;

function enginesOf(engine: string | undefined): FaultRunOptions["engine"][] | undefined {
  if (engine === "pglite" || engine === "postgresql") return [engine];
  if (engine !== undefined) return undefined;
  return findPostgresql() === undefined ? ["pglite"] : ["postgresql", "pglite"];
}
