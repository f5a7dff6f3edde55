import { readFileSync } from "node:fs";
import { format } from "node:util";
import Mocha from "mocha";
import { z } from "zod";
import { mochaHooks } from "../../test/setup.ts";
import type { Outcome, WorkerSettings } from "./task.ts";

const mocharc = z.object({ timeout: z.number(), forbidOnly: z.boolean() });

/** Runs one file's tests and prints them as they end; their failures are told in the outcome only. */
export async function runMochaFile(file: string, { grep, color }: WorkerSettings): Promise<Outcome> {
  const { timeout, forbidOnly } = mocharc.parse(JSON.parse(readFileSync(".mocharc.json", "utf8")));
  let failures = "";
  let testsMs = 0;

  class TreeOnly extends Mocha.reporters.Spec {
    override epilogue(): void {
      failures = listOf(this.failures);
    }
  }

  const mocha = new Mocha({
    timeout,
    forbidOnly,
    color,
    reporter: TreeOnly,
    rootHooks: mochaHooks,
    ...(grep === undefined ? {} : { grep }),
  });
  mocha.addFile(file);
  await mocha.loadFilesAsync();
  return new Promise((resolve) => {
    const runner = mocha.run(() => {
      const { passes = 0, failures: failed = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passed: passes, failed, skipped: pending, failures: failed === 0 ? [] : [failures], testsMs });
    });
    runner.on("test end", ({ duration }) => {
      testsMs += duration ?? 0;
    });
  });
}

/** What mocha prints of failed tests, as a text. */
function listOf(failed: Mocha.Test[]): string {
  const { Base } = Mocha.reporters;
  const print = Base.consoleLog;
  const lines: string[] = [];
  Base.consoleLog = (...data) => void lines.push(format(...data));
  try {
    Base.list(failed);
  } finally {
    Base.consoleLog = print;
  }
  return lines.join("\n").trim();
}
