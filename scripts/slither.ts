// Runs Slither's detectors over the contracts.
//
//   npm run slither                 needs Slither 0.11.6 on the PATH (`pip install slither-analyzer==0.11.6`), or its path in SLITHER
//
// A finding of high or medium impact fails, unless its detector is disabled with a reason in the line above what it finds.
// Slither wants a `solc` to call: it is given the compiler of the project (`--as-solc`), which npm brings along.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { asSolc, quick } from "./solidity/compile.ts";

const findings = z.object({
  success: z.boolean(),
  error: z.string().nullable(),
  results: z.object({
    detectors: z
      .array(z.object({ check: z.string(), impact: z.string(), confidence: z.string(), description: z.string() }))
      .default([]),
  }),
});
const GRAVE = new Set(["High", "Medium"]);

const { version } = z.object({ version: z.string() }).parse(createRequire(import.meta.url)("solc/package.json"));
if (process.argv.includes("--as-solc")) {
  if (process.argv.includes("--version")) console.log(`Version: ${version}`);
  else process.stdout.write(asSolc(readFileSync(0, "utf8")));
} else {
  analyse();
}

function analyse(): void {
  const folder = mkdtempSync(join(tmpdir(), "ytterby-slither-"));
  try {
    const solc = join(folder, "solc");
    writeFileSync(solc, `#!/bin/sh\nexec "${process.execPath}" "${fileURLToPath(import.meta.url)}" --as-solc "$@"\n`);
    chmodSync(solc, 0o755);
    const sources = Object.fromEntries(
      globSync("contracts/**/*.sol").map((path) => [path, { content: withLengths(readFileSync(path, "utf8")) }]),
    );
    const input = join(folder, "input.json");
    writeFileSync(input, JSON.stringify({ language: "Solidity", sources, settings: quick }));
    const report = join(folder, "report.json");
    const args = [input, "--compile-force-framework", "Solc-json", "--solc", solc, "--json", report];
    const run = spawnSync(process.env.SLITHER ?? "slither", [...args, "--filter-paths", "node_modules|@openzeppelin"], {
      encoding: "utf8",
    });
    if (run.error !== undefined) throw new Error("Slither does not start: is it installed?", { cause: run.error });
    if (!existsSync(report)) throw new Error(`Slither ended without a report:\n${run.stderr}`);
    const { success, error, results } = findings.parse(JSON.parse(readFileSync(report, "utf8")));
    if (!success) throw new Error(`Slither failed: ${error}\n${run.stderr}`);
    const grave = results.detectors.filter(({ impact }) => GRAVE.has(impact));
    for (const { check, impact, confidence, description } of grave) {
      console.log(`${impact} (confidence ${confidence.toLowerCase()}) ${check}\n${description}`);
    }
    const counts = Map.groupBy(results.detectors, ({ impact }) => impact);
    console.log([...counts].map(([impact, found]) => `${found.length} ${impact.toLowerCase()}`).join(", "));
    process.exitCode = grave.length === 0 ? 0 : 1;
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
