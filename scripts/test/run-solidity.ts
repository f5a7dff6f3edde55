import hre from "hardhat";
import { z } from "zod";
import type { Outcome, WorkerSettings } from "./task.ts";

const testResult = z.object({ name: z.string(), status: z.string(), reason: z.string().optional() });
const suites = z.object({
  suiteResults: z.array(
    z.object({ id: z.object({ source: z.string(), name: z.string() }), testResults: z.array(testResult) }),
  ),
});
const taskResult = z.discriminatedUnion("success", [
  z.object({ success: z.literal(true), value: suites }),
  z.object({ success: z.literal(false), error: suites }),
]);

/**
 * Runs Solidity tests by hardhat, which prints them.
 * @param files Those to run; all of the project's if there is none.
 */
export async function runSolidity(files: string[], { grep }: WorkerSettings): Promise<Outcome> {
  const result = await hre.tasks.getTask(["test", "solidity"]).run({
    testFiles: files,
    ...(grep === undefined ? {} : { grep }),
  });
  const parsed = taskResult.parse(result);
  // Counted from the results themselves: the task's own summary says zero of everything.
  const { suiteResults } = parsed.success ? parsed.value : parsed.error;
  const results = suiteResults.flatMap(({ id, testResults }) =>
    testResults.map(({ name, status, reason }) => ({ name: `${id.source}:${id.name} ${name}`, status, reason })),
  );
  const failures = results
    .filter(({ status }) => status === "Failure")
    .map(({ name, reason }) => `${name}\n     ${reason ?? "no reason given; see what it printed above"}`);
  if (!parsed.success && failures.length === 0)
    failures.push("The run ended with an error; see what it printed above.");
  const count = (wanted: string) => results.filter(({ status }) => status === wanted).length;
  return { passed: count("Success"), failed: failures.length, skipped: count("Skipped"), failures, testsMs: 0 };
}
