import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { acquirePidLock } from "../../src/data-folder/pid-lock.ts";

describe("pid lock", () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ytterby-lock-"));
    path = join(folder, "x.lock");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("refuses a second holder and names the first", () => {
    acquirePidLock(path, "The database in /data");
    expect(() => acquirePidLock(path, "The database in /data")).to.throw(
      `The database in /data is in use by process ${process.pid}.`,
    );
  });

  it("is free again after release and leaves nothing behind", () => {
    acquirePidLock(path, "It").release();
    acquirePidLock(path, "It").release();
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it("takes over from a process that died", () => {
    const dead = spawnSync(process.execPath, ["-e", ""]);
    writeFileSync(path, `${dead.pid} 1 x\n`);
    acquirePidLock(path, "It");
    expect(readFileSync(path, "utf8")).to.match(new RegExp(`^${process.pid} `));
    expect(readdirSync(folder)).to.deep.equal(["x.lock"]);
  });

  it("takes over from a process whose number another one has now", function () {
    if (process.platform !== "linux") return this.skip();
    writeFileSync(path, `${process.pid} 1 x\n`);
    acquirePidLock(path, "It").release();
  });

  it("takes over from a lock that names nobody", () => {
    writeFileSync(path, "");
    acquirePidLock(path, "It").release();
  });

  it("does not free what another has taken meanwhile", () => {
    const lock = acquirePidLock(path, "It");
    writeFileSync(path, "1 1 other\n");
    lock.release();
    expect(readFileSync(path, "utf8")).to.equal("1 1 other\n");
  });
});
