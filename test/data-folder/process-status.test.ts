import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { isRunning, startTime } from "../../src/data-folder/process-status.ts";

describe("process status", () => {
  it("knows this process and its start", function () {
    expect(isRunning(process.pid)).to.equal(true);
    if (process.platform !== "linux") return this.skip();
    expect(startTime(process.pid)).to.match(/^[0-9]+$/);
  });

  it("knows that one has ended", () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    expect(isRunning(pid)).to.equal(false);
    expect(startTime(pid)).to.equal(undefined);
  });

  it("does not take one for running that has ended and was not asked about by its parent", async function () {
    if (process.platform !== "linux") return this.skip();
    // Whoever takes the shell's place knows of no child and asks about none; the child lives until that has happened.
    const script = "exec 3<&0; cat <&3 >/dev/null & echo $!; exec sleep 60";
    const parent = spawn("sh", ["-c", script], { stdio: ["pipe", "pipe", "ignore"] });
    try {
      const [line] = (await once(parent.stdout, "data")) as [Buffer];
      const pid = Number(line.toString());
      const state = () => /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
      while (readFileSync(`/proc/${parent.pid}/comm`, "utf8").trim() !== "sleep") await new Promise(setImmediate);
      parent.stdin.end();
      while (state() !== "Z") await new Promise(setImmediate);
      expect(isRunning(pid)).to.equal(false);
    } finally {
      parent.kill("SIGKILL");
    }
  });
});
