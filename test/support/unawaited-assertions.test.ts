import { spawnSync } from "node:child_process";
import { expect } from "chai";

describe("unawaited assertions", () => {
  it("fail the test that forgot them, and no other", function () {
    this.timeout(60_000);
    const run = spawnSync(
      process.execPath,
      [
        "node_modules/mocha/bin/mocha.js",
        "--no-config",
        "--require=./test/setup.ts",
        "test/support/fixtures/unawaited.ts",
      ],
      { encoding: "utf8" },
    );
    expect(run.status).to.not.equal(0);
    expect(run.stdout).to.match(/✔ awaited[\s\S]*✔ returned/);
    expect(run.stdout).to.contain('"after each" hook: afterEach for "forgotten"').and.to.contain("were not awaited");
    expect(run.stdout).to.contain("1 failing");
  });
});
