import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { killOrphan } from "../../src/embedded-ledger/kill-orphan.ts";

describe("ending an orphan", () => {
  let folder: string;
  let path: string;
  let child: ChildProcess;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "ytterby-orphan-"));
    path = join(folder, "pid");
    const program = "console.log(); setInterval(() => 0, 1e6)";
    child = spawn(process.execPath, ["-e", program, folder], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout as NodeJS.ReadableStream, "data");
  });

  afterEach(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true });
  });

  it("ends the process that is meant", async () => {
    writeFileSync(path, `${child.pid}\n`);
    const ended = once(child, "exit");
    await killOrphan(path, folder);
    expect((await ended)[1]).to.equal("SIGKILL");
  });

  it("spares a process that has the number now", async () => {
    writeFileSync(path, `${child.pid}\n`);
    await killOrphan(path, `${folder}-other`);
    expect(child.kill(0)).to.equal(true);
  });

  it("has nothing to do where the process has ended, or none is named", async () => {
    await killOrphan(path, folder);
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    for (const content of [`${pid}`, "", "x", "-1", "0", "1"]) {
      writeFileSync(path, content);
      await killOrphan(path, folder);
    }
    expect(child.kill(0)).to.equal(true);
  });
});
