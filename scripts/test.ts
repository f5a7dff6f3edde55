// Runs the suites: Solidity tests, then TypeScript tests.
//
//   npm test [-- [files…] [--grep <pattern>]]
//   npm run test:deep    the Solidity tests alone, with many more runs (hardhat.config.ts says how many)
import { globSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import Mocha from "mocha";
import { z } from "zod";
import { mochaHooks } from "../test/setup.ts";

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const LINGER_MS = 10_000;

const { values, positionals } = parseArgs({
  options: { grep: { type: "string", short: "g" }, deep: { type: "boolean", default: false } },
  allowPositionals: true,
});
const solidityFiles = positionals.filter((path) => path.endsWith(".sol"));
const typescriptFiles = positionals.filter((path) => !path.endsWith(".sol"));

// Hardhat reads its settings when it is imported.
if (values.deep) process.env.YTTERBY_TEST_DEEP = "1";
const { default: hre } = await import("hardhat");

const mocharc = z.object({ spec: z.array(z.string()), timeout: z.number(), forbidOnly: z.boolean() });
const suites = z.object({
  suiteResults: z.array(z.object({ testResults: z.array(z.object({ status: z.string() })) })),
});
const taskResult = z.discriminatedUnion("success", [
  z.object({ success: z.literal(true), value: suites }),
  z.object({ success: z.literal(false), error: suites }),
]);

const counts: Counts[] = [];
if (positionals.length === 0 || solidityFiles.length > 0) counts.push(await runSolidity(solidityFiles));
if ((positionals.length === 0 && !values.deep) || typescriptFiles.length > 0)
  counts.push(await runTypescript(typescriptFiles));

const passed = sum("passed");
const failed = sum("failed");
if (passed + failed === 0) console.error("No test was run: nothing matches.");
console.log(`${passed} passed, ${failed} failed, ${sum("skipped")} skipped`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

// A suite that leaves a server, a child or a timer behind must not hang whoever waits for it, nor go unnoticed.
setTimeout(() => {
  console.error(`Something a test started is still running: ${process.getActiveResourcesInfo().join(", ")}`);
  process.exit(1);
}, LINGER_MS).unref();

async function runSolidity(files: string[]): Promise<Counts> {
  if (files.length === 0 && globSync(["contracts/**/*.t.sol", "test/**/*.t.sol"]).length === 0) {
    return { passed: 0, failed: 0, skipped: 0 };
  }
  const result = await hre.tasks.getTask(["test", "solidity"]).run({
    testFiles: files,
    ...(values.grep === undefined ? {} : { grep: values.grep }),
  });
  const parsed = taskResult.parse(result);
  // Counted from the results themselves: the task's own summary says zero of everything.
  const { suiteResults } = parsed.success ? parsed.value : parsed.error;
  const statuses = suiteResults.flatMap(({ testResults }) => testResults.map(({ status }) => status));
  const count = (wanted: string) => statuses.filter((status) => status === wanted).length;
  const failed = count("Failure");
  return {
    passed: count("Success"),
    failed: parsed.success ? failed : Math.max(1, failed),
    skipped: count("Skipped"),
  };
}

async function runTypescript(files: string[]): Promise<Counts> {
  const { spec, timeout, forbidOnly } = mocharc.parse(JSON.parse(readFileSync(".mocharc.json", "utf8")));
  const mocha = new Mocha({
    timeout,
    forbidOnly,
    rootHooks: mochaHooks,
    ...(values.grep === undefined ? {} : { grep: values.grep }),
  });
  for (const file of files.length > 0 ? files : globSync(spec).sort()) mocha.addFile(file);
  await mocha.loadFilesAsync();
  return new Promise((resolve) => {
    const runner = mocha.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passed: passes, failed: failures, skipped: pending });
    });
  });
}

function sum(field: keyof Counts): number {
  return counts.reduce((total, count) => total + count[field], 0);
}
