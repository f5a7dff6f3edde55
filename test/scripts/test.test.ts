import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { heavyFiles, longFiles, waitingFiles } from "../../scripts/test/heavy-files.ts";
import { findPostgresql } from "../store/postgresql-cluster.ts";

const fixture = (name: string) => `test/support/fixtures/${name}.ts`;
const countsOf = /^\d+ passed, \d+ failed, \d+ skipped$/gm;

const folder = mkdtempSync(join(tmpdir(), "ytterby-tests-"));
const marker = join(folder, "marker");

function runTests(...args: string[]): { status: number | null; stdout: string; lastLine: string | undefined } {
  rmSync(marker, { force: true });
  const { status, stdout } = spawnSync(process.execPath, ["scripts/test.ts", ...args], {
    encoding: "utf8",
    env: { ...process.env, YTTERBY_TEST_MARKER: marker },
  });
  return { status, stdout, lastLine: stdout.trimEnd().split("\n").at(-1) };
}

describe("test command", function () {
  this.timeout(120_000);
  after(() => rmSync(folder, { recursive: true }));

  it("counts what ran, and fails when something failed", () => {
    const { status, lastLine } = runTests(fixture("unawaited"));
    expect(lastLine).to.equal("3 passed, 1 failed, 0 skipped");
    expect(status).to.not.equal(0);
  });

  it("adds up several files, and ends with what failed in any of them", () => {
    const { status, stdout, lastLine } = runTests(fixture("failing"), fixture("crashing"), fixture("absent"));
    expect(lastLine).to.equal("1 passed, 3 failed, 1 skipped");
    expect(status).to.equal(1);
    expect(stdout.match(countsOf)).to.have.length(1);
    const end = stdout.slice(stdout.indexOf("\nFailed tests:\n"));
    expect(end).to.match(/failing\.ts\n.*arithmetic\n\s*fails:\n\s*AssertionError: expected 2 to equal 3/);
    expect(end).to.match(/crashing\.ts\n.*status 7[\s\S]*last words/);
    expect(end).to.match(/absent\.ts\n.*ERR_MODULE_NOT_FOUND/);
  });

  it("has only files in its lists that there are", () => {
    expect([...heavyFiles, ...longFiles, ...waitingFiles].filter((file) => !existsSync(file))).to.deep.equal([]);
  });

  it("runs in turn, on one database in a run of everything, what is about neither", () => {
    const databases = (turn: string) => {
      const env = { ...process.env, TEST_DATABASE_TURN: turn };
      const { stdout } = spawnSync(process.execPath, ["scripts/test.ts", fixture("in-turn")], {
        encoding: "utf8",
        env,
      });
      return [...stdout.matchAll(/what runs in turn \((\w+)\)/g)].map(([, database]) => database);
    };
    expect(databases("pglite")).to.deep.equal(["PGlite"]);
    expect(databases("postgresql")).to.deep.equal(findPostgresql() === undefined ? [] : ["PostgreSQL"]);
  });

  it("runs what matches only", () => {
    const ran = runTests("--grep", "transactions (awaited|returned)", fixture("unawaited"), fixture("failing"));
    expect(ran).to.include({ status: 0, lastLine: "2 passed, 0 failed, 0 skipped" });
  });

  it("names what it has no time for, and fails if that is all", () => {
    const ran = runTests("--within", "0", fixture("unawaited"), fixture("failing"));
    expect(ran).to.include({ status: 1, lastLine: "0 passed, 0 failed, 2 skipped" });
    expect(ran.stdout).to.match(/Left out, for want of time:\n.*failing\.ts\n.*unawaited\.ts/);
    expect(runTests("--within", "1000", "--grep", "arithmetic is", fixture("failing")).stdout).to.not.contain(
      "Left out",
    );
    expect(runTests("--within", "soon").status).to.equal(64);
  });

  it("fails when nothing matches", () => {
    const ran = runTests("--grep", "no such test", fixture("unawaited"));
    expect(ran).to.include({ status: 1, lastLine: "0 passed, 0 failed, 0 skipped" });
  });

  it("refuses a suite that shuts out all others", () => {
    const { status, stdout, lastLine } = runTests(fixture("only"));
    expect({ status, lastLine }).to.deep.equal({ status: 1, lastLine: "0 passed, 1 failed, 0 skipped" });
    expect(stdout).to.contain(".only");
  });

  it("tries what failed once more, and names what passes only then", () => {
    const { status, stdout, lastLine } = runTests(fixture("by-chance"), fixture("unawaited"));
    expect(lastLine).to.equal("5 passed, 1 failed, 0 skipped");
    expect(status).to.equal(1);
    const [, failed, passedLater] = stdout.split(/\nFailed tests:\n|\nPassed only when tried again:\n/);
    expect(failed)
      .to.match(/unawaited\.ts\n/)
      .and.to.not.contain("by-chance");
    expect(passedLater).to.match(/by-chance\.ts\n[\s\S]*passes the second time[\s\S]*expected false to equal true/);
    expect(passedLater).to.not.contain("unawaited");
    expect(runTests(fixture("by-chance"))).to.include({ status: 0, lastLine: "2 passed, 0 failed, 0 skipped" });
  });

  it("does not try other values where random ones have found something", () => {
    const { stdout, lastLine } = runTests(fixture("found"));
    expect(lastLine).to.equal("0 passed, 1 failed, 0 skipped");
    expect(stdout).to.contain("Counterexample: [7]");
    expect(readFileSync(marker, "utf8")).to.equal(".");
  });

  it("does not try again what so many files fail in that it is no chance", () => {
    const { lastLine } = runTests(...[1, 2, 3, 4, 5].map((n) => fixture(`absent-${n}`)), fixture("by-chance"));
    expect(lastLine).to.equal("1 passed, 6 failed, 0 skipped");
  });
});
