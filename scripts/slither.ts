// Runs Slither's detectors over the contracts.
//
//   npm run slither                 needs Slither 0.11.6 on the PATH (`pip install slither-analyzer==0.11.6`), or its path in SLITHER
//
// A finding of high or medium impact fails, unless docs/slither.md gives a reason for it. A reason for what is found no more fails too.
// Slither wants a `solc` to call: it is given the compiler of the project (`--as-solc`), which npm brings along.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { knownFindings, nameOf } from "./slither/known-findings.ts";
import { asSolc, shipped } from "./solidity/compile.ts";

const findings = z.object({
  success: z.boolean(),
  error: z.string().nullable(),
  results: z.object({
    detectors: z
      .array(z.object({ check: z.string(), impact: z.string(), confidence: z.string(), description: z.string() }))
      .default([]),
  }),
});
const PAGE = "docs/slither.md";
const GRAVE = new Set(["High", "Medium"]);

const { version } = z.object({ version: z.string() }).parse(createRequire(import.meta.url)("solc/package.json"));
if (process.argv.includes("--as-solc")) {
  if (process.argv.includes("--version")) console.log(`Version: ${version}`);
  else process.stdout.write(withoutCode(asSolc(readFileSync(0, "utf8"))));
} else {
  analyse();
}

function analyse(): void {
  const folder = mkdtempSync(join(tmpdir(), "ytterby-slither-"));
  try {
    const solc = join(folder, "solc");
    writeFileSync(solc, `#!/bin/sh\nexec "${process.execPath}" "${fileURLToPath(import.meta.url)}" --as-solc "$@"\n`);
    chmodSync(solc, 0o755);
    // A copy, since Slither reads the sources again: whoever edits meanwhile would confuse it.
    for (const path of globSync("contracts/**/*.sol")) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), withLengths(readFileSync(path, "utf8")));
    }
    symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
    const sources = Object.fromEntries(
      globSync("contracts/**/*.sol", { cwd: folder }).map((path) => [
        path,
        { content: readFileSync(join(folder, path), "utf8") },
      ]),
    );
    const settings = { ...shipped, outputSelection: { "*": { "": ["ast"], "*": ["abi"] } } };
    const input = join(folder, "input.json");
    writeFileSync(input, JSON.stringify({ language: "Solidity", sources, settings }));
    const report = join(folder, "report.json");
    const args = [input, "--compile-force-framework", "Solc-json", "--solc", solc, "--json", report];
    const run = spawnSync(process.env.SLITHER ?? "slither", [...args, "--filter-paths", "node_modules|@openzeppelin"], {
      encoding: "utf8",
      cwd: folder,
    });
    if (run.error !== undefined) throw new Error("Slither does not start: is it installed?", { cause: run.error });
    if (!existsSync(report)) throw new Error(`Slither ended without a report:\n${run.stderr}`);
    const { success, error, results } = findings.parse(JSON.parse(readFileSync(report, "utf8")));
    if (!success) throw new Error(`Slither failed: ${error}\n${run.stderr}`);
    const grave = results.detectors.filter(({ impact }) => GRAVE.has(impact));
    const known = knownFindings(PAGE);
    const names = new Set(grave.map(nameOf));
    const unexplained = grave.filter((finding) => !known.has(nameOf(finding)));
    const gone = [...known].filter((name) => !names.has(name));
    for (const finding of unexplained) {
      console.log(
        `${finding.impact} (confidence ${finding.confidence.toLowerCase()}) ${nameOf(finding)}\n${finding.description}`,
      );
    }
    for (const name of gone) console.log(`${PAGE} gives a reason for what is found no more: ${name}`);
    const counts = Map.groupBy(results.detectors, ({ impact }) => impact);
    console.log([...counts].map(([impact, found]) => `${found.length} ${impact.toLowerCase()}`).join(", "));
    console.log(
      `${unexplained.length} of high or medium impact without a reason in ${PAGE}, ${gone.length} reasons too many`,
    );
    process.exitCode = unexplained.length + gone.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The source with lengths of arrays as figures, in as many characters: of constants of another file Slither 0.11.6 loses its way. */
function withLengths(source: string): string {
  const types = readFileSync("contracts/types/Types.sol", "utf8");
  const lengths = new Map(
    [...types.matchAll(/^uint256 constant (\w+) = (\d+);/gm)].map(([, name, length]) => [name, length]),
  );
  return source.replace(/\[(\w+)\]/g, (whole, name: string) => {
    const length = lengths.get(name);
    return length === undefined ? whole : `[${length.padEnd(name.length)}]`;
  });
}

/** The compiler's answer with empty code where Slither expects some: it looks at syntax trees, and code takes minutes. */
function withoutCode(answer: string): string {
  const { contracts = {}, ...rest } = z
    .looseObject({ contracts: z.record(z.string(), z.record(z.string(), z.looseObject({}))).optional() })
    .parse(JSON.parse(answer));
  const code = { object: "", sourceMap: "" };
  for (const contract of Object.values(contracts).flatMap((each) => Object.values(each))) {
    contract.evm = { bytecode: code, deployedBytecode: code };
  }
  return JSON.stringify({ ...rest, contracts });
}
