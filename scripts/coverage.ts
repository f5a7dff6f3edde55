// Runs the contracts' tests on contracts that count which of their statements ran, and names those that none did.
//
//   npm run coverage
//
// A line that docs/coverage.md does not give a reason for makes the run fail.
import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readLcov } from "./coverage/uncovered.ts";
import { ProjectCopy } from "./solidity/project-copy.ts";

const PAGE = "docs/coverage.md";
const excepted = new Set(
  [...readFileSync(PAGE, "utf8").matchAll(/^\| `([^`]+)` \| `([^`]+)` \|/gm)].map(
    ([, path, line]) => `${path} ${line}`,
  ),
);

const project = new ProjectCopy();
try {
  const files = globSync("test/contracts/{*,[A-Z]*/*,attacks/*}.test.ts").sort();
  const { status } = spawnSync(
    process.execPath,
    [join("node_modules", "hardhat", "dist", "src", "cli.js"), "test", "mocha", ...files, "--coverage"],
    { cwd: project.folder, stdio: "inherit", env: { ...process.env, YTTERBY_TEST_ANY_SIZE: "1" } },
  );
  if (status !== 0) throw new Error("The tests fail, so what they cover says nothing.");
  process.exitCode = report(readFileSync(join(project.folder, "coverage", "lcov.info"), "utf8")) ? 0 : 1;
} finally {
  project.remove();
}

function report(lcov: string): boolean {
  let unexplained = 0;
  let [lines, run] = [0, 0];
  for (const [path, source] of [...readLcov(lcov)].filter(([path]) => path.startsWith("contracts/")).sort()) {
    lines += source.lines;
    run += source.lines - source.uncovered.length;
    console.log(`${path}: ${source.lines - source.uncovered.length} of ${source.lines} lines`);
    const text = readFileSync(path, "utf8").split("\n");
    for (const { line } of source.uncovered) {
      const code = text[line - 1]?.trim() ?? "";
      const known = excepted.has(`${path} ${code}`);
      if (!known) unexplained += 1;
      console.log(`  ${known ? "excepted" : "NOT RUN"} ${path}:${line} ${code}`);
    }
  }
  console.log(`${run} of ${lines} lines of contracts run, ${unexplained} without a reason in ${PAGE}`);
  return unexplained === 0;
}
