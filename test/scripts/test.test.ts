import { spawnSync } from "node:child_process";
import { expect } from "chai";

function runTests(...args: string[]): { status: number | null; lastLine: string | undefined } {
  const { status, stdout } = spawnSync(process.execPath, ["scripts/test.ts", ...args], { encoding: "utf8" });
  return { status, lastLine: stdout.trimEnd().split("\n").at(-1) };
}

describe("test command", function () {
  this.timeout(60_000);

  it("counts what ran, and fails when something failed", () => {
    const { status, lastLine } = runTests("test/support/fixtures/unawaited.ts");
    expect(lastLine).to.equal("3 passed, 1 failed, 0 skipped");
    expect(status).to.not.equal(0);
  });

  it("runs what matches only", () => {
    expect(runTests("--grep", "transactions (awaited|returned)", "test/support/fixtures/unawaited.ts")).to.deep.equal({
      status: 0,
      lastLine: "2 passed, 0 failed, 0 skipped",
    });
  });

  it("fails when nothing matches", () => {
    expect(runTests("--grep", "no such test", "test/support/fixtures/unawaited.ts")).to.deep.equal({
      status: 1,
      lastLine: "0 passed, 0 failed, 0 skipped",
    });
  });
});
