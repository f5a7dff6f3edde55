import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readServiceRecord, writeServiceRecord } from "../../src/data-folder/service-record.ts";

describe("the service's record in its data folder", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ytterby-record-"));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const record = { pid: process.pid, url: "http://127.0.0.1:8080", ledgerUrl: "http://127.0.0.1:8545" };

  it("tells where a running service is, to its owner only, until it is removed", async () => {
    const remove = await writeServiceRecord(folder, record);
    expect(await readServiceRecord(folder)).to.deep.equal(record);
    const [file = ""] = await readdir(folder);
    expect((await stat(join(folder, file))).mode & 0o777).to.equal(0o600);
    await remove();
    expect(await readServiceRecord(folder)).to.equal(undefined);
  });

  it("is not believed once its process has ended, nor when it is no record", async () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    await writeServiceRecord(folder, { ...record, pid });
    expect(await readServiceRecord(folder)).to.equal(undefined);
    await writeServiceRecord(folder, record);
    const [file = ""] = await readdir(folder);
    await writeFile(join(folder, file), '{"pid":');
    expect(await readServiceRecord(folder)).to.equal(undefined);
  });
});
