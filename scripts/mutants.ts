// Changes one thing at a time in the contracts' code, and tells which changes no test notices.
//
//   npm run mutants -- [subjects…] [--functions <names, by comma>] [--every <n>]
//
// A survivor that docs/mutants.md does not give a reason for makes the run fail.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { knownSurvivors, nameOf } from "./mutants/known-survivors.ts";
import { type Mutant, mutantsOf } from "./mutants/mutate.ts";
import { type Bytecode, Sandbox } from "./mutants/sandbox.ts";
import { type Subject, subjects } from "./mutants/subjects.ts";
import { compile, quick } from "./solidity/compile.ts";

const TIMEOUT_MS = 240_000;

const { values, positionals } = parseArgs({
  options: { functions: { type: "string" }, every: { type: "string", default: "1" } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !(name in subjects));
if (unknown.length > 0) {
  console.error(`Name some of: ${Object.keys(subjects).join(", ")}.`);
  process.exit(64);
}
const every = Number(values.every);
const functions = values.functions?.split(",");
const known = knownSurvivors("docs/mutants.md");
let unexplained = 0;

for (const name of positionals.length > 0 ? positionals : Object.keys(subjects)) {
  const subject = subjects[name];
  if (subject !== undefined) await trySubject(name, subject);
}
process.exitCode = unexplained === 0 ? 0 : 1;

async function trySubject(name: string, subject: Subject): Promise<void> {
  const source = readFileSync(subject.path, "utf8");
  const tree = compile({ [subject.path]: source }, settingsFor(subject.path, { "": ["ast"] })).sources[subject.path];
  const mutants = mutantsOf(source, tree?.ast)
    .filter(({ within }) => functions === undefined || functions.includes(within))
    .filter((_, index) => index % every === 0);
  const sandbox = new Sandbox();
  try {
    const unchanged = bytecodeOf(subject, source);
    if (unchanged === undefined) throw new Error(`${subject.path} does not compile.`);
    sandbox.exchange(unchanged);
    const { passed, output } = await sandbox.run(subject.tests, TIMEOUT_MS);
    if (!passed) throw new Error(`The tests of ${name} fail before anything is changed:\n${output}`);
    const counts = { killed: 0, "not compiled": 0, "no change": 0, survived: 0 };
    let running: Promise<void> = Promise.resolve();
    for (const mutant of mutants) {
      // The next one is compiled while the tests run on the one before.
      const bytecode = bytecodeOf(subject, mutant.source);
      await running;
      if (bytecode === undefined) counts["not compiled"] += 1;
      else if (bytecode.bytecode === unchanged.bytecode) counts["no change"] += 1;
      else running = tryMutant(name, subject, mutant, bytecode, sandbox, counts);
    }
    await running;
    const tally = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
    console.log(`${name}: ${mutants.length} mutants, ${tally.join(", ")}`);
  } finally {
    sandbox.remove();
  }
}

async function tryMutant(
  name: string,
  { path, tests }: Subject,
  mutant: Mutant,
  bytecode: Bytecode,
  sandbox: Sandbox,
  counts: { killed: number; survived: number },
): Promise<void> {
  sandbox.exchange(bytecode);
  if (!(await sandbox.run(tests, TIMEOUT_MS)).passed) {
    counts.killed += 1;
    return;
  }
  counts.survived += 1;
  const called = nameOf(name, mutant);
  if (!known.has(called)) unexplained += 1;
  console.log(`${known.has(called) ? "survives, as known" : "SURVIVES"} ${path}:${mutant.line} ${called}`);
}

/** Undefined where it does not compile, which kills a mutant too. */
function bytecodeOf({ path, deployed }: Subject, mutated: string): Bytecode | undefined {
  const root = `contracts/${deployed}.sol`;
  const sources = path === root ? { [root]: mutated } : { [root]: readFileSync(root, "utf8"), [path]: mutated };
  const selection = { [deployed]: ["evm.bytecode.object", "evm.deployedBytecode.object"] };
  const evm = compile(sources, settingsFor(root, selection)).contracts[root]?.[deployed]?.evm;
  if (evm === undefined) return undefined;
  return { name: deployed, bytecode: evm.bytecode.object, deployedBytecode: evm.deployedBytecode.object };
}

function settingsFor(path: string, selection: Record<string, string[]>): object {
  return { ...quick, outputSelection: { [path]: selection }, metadata: { appendCBOR: false } };
}
