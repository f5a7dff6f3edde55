import { expect } from "chai";
import { WorkerProcess } from "../../../scripts/test/worker-process.ts";

const settings = { color: false, lingerMs: 100 };

describe("a process that runs tests", function () {
  this.timeout(60_000);

  it("is told of what was left running, by its file, and ended", async () => {
    const worker = new WorkerProcess(settings, false);
    try {
      for (const name of ["failing", "lingering"]) {
        await worker.run({ kind: "mocha", file: `test/support/fixtures/${name}.ts` });
      }
      worker.takeOutput();
      expect(await worker.leave()).to.equal("status 1");
      expect(worker.takeOutput())
        .to.contain("still running: Timeout (since test/support/fixtures/lingering.ts)")
        .and.not.contain("failing.ts");
    } finally {
      worker.close();
    }
  });

  it("prints what belongs to a file before it tells what came of it", async () => {
    const worker = new WorkerProcess(settings, false);
    try {
      const outcome = await worker.run({ kind: "mocha", file: "test/support/fixtures/failing.ts" });
      expect(outcome).to.include({ passed: 1, failed: 1, skipped: 1 });
      expect(worker.takeOutput()).to.match(/✔ holds[\s\S]*1\) fails[\s\S]*- is put off/);
      expect(worker.takeOutput()).to.equal("");
      expect(await worker.leave()).to.equal(undefined);
    } finally {
      worker.close();
    }
  });
});
