import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { backup } from "../../src/data-folder/backup.ts";
import { acquirePidLock } from "../../src/data-folder/pid-lock.ts";
import { restore } from "../../src/data-folder/restore.ts";

describe("backup and restore", () => {
  let folder: string;
  let data: string;
  let kept: string;
  let back: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ytterby-backup-"));
    [data, kept, back] = ["data", "kept", "back"].map((name) => join(folder, name)) as [string, string, string];
    await mkdir(join(data, "ledger", "engine"), { recursive: true });
    await mkdir(join(data, "database", "base"), { recursive: true });
    await mkdir(join(data, "database", "empty"));
    await writeFile(join(data, "relay.key"), "a key");
    await writeFile(join(data, "ledger", "journal"), Buffer.alloc(300_000, 7));
    await writeFile(join(data, "database", "base", "1"), "");
    for (const passing of ["service.json", "ledger/engine/spill", "ledger/engine.pid", "service.json.7.tmp"]) {
      await writeFile(join(data, passing), "of a process");
    }
  });

  afterEach(() => rm(folder, { recursive: true }));

  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => "none",
      (error: Error) => error.message,
    );
  const all = async (of: string) =>
    (await readdir(of, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(of.length + 1))
      .sort();

  it("bring back every file of the data, and nothing of the process that ran on it", async () => {
    const { files } = await backup(data, kept);
    expect(files.map(({ path }) => path)).to.deep.equal(["database/base/1", "ledger/journal", "relay.key"]);
    await restore(kept, back);
    expect(await all(back)).to.deep.equal(["database/base/1", "ledger/journal", "relay.key"]);
    expect(await readdir(join(back, "database"))).to.have.members(["base", "empty"]);
    expect(await readdir(join(back, "ledger"))).to.deep.equal(["journal"]);
    expect(await readFile(join(back, "ledger", "journal"))).to.deep.equal(Buffer.alloc(300_000, 7));
    // Keys are among them.
    expect((await stat(join(kept, "relay.key"))).mode & 0o777).to.equal(0o600);
    expect((await stat(back)).mode & 0o777).to.equal(0o700);
  });

  for (const lock of ["ledger/ledger.lock", "database.lock"]) {
    it(`are refused while a process holds ${lock}, and leave no lock behind`, async () => {
      const held = acquirePidLock(join(data, lock), "It");
      expect(await failureOf(backup(data, kept))).to.contain(`is in use by process ${process.pid}`);
      held.release();
      await backup(data, kept);
      expect((await all(data)).filter((path) => path.endsWith(".lock"))).to.deep.equal([]);
    });
  }

  it("overwrite nothing, and keep nothing within itself", async () => {
    await backup(data, kept);
    expect(await failureOf(backup(data, kept))).to.contain("is not empty");
    expect(await failureOf(restore(kept, data))).to.contain("There is data in");
    expect(await failureOf(backup(data, join(data, "backup")))).to.contain("is in the data folder itself");
    expect(await failureOf(backup(join(folder, "nowhere"), back))).to.contain("There is no data folder");
  });

  const damages: [string, () => Promise<unknown>, string][] = [
    ["of which a byte has changed", () => writeFile(join(kept, "relay.key"), "b key"), "it is damaged"],
    ["of which a file is missing", () => rm(join(kept, "ledger", "journal")), "cannot be read"],
    ["that was not finished", () => rm(join(kept, "backup.json")), "was not finished"],
    [
      "that leads elsewhere",
      async () => {
        const inventory = await readFile(join(kept, "backup.json"), "utf8");
        await writeFile(join(kept, "backup.json"), inventory.replace("relay.key", "../../relay.key"));
      },
      "is no backup",
    ],
  ];
  for (const [which, damage, message] of damages) {
    it(`do not take a backup ${which}`, async () => {
      await backup(data, kept);
      await damage();
      expect(await failureOf(restore(kept, back))).to.contain(message);
      expect(await readdir(folder)).to.not.include.members(["back", "back.restoring"]);
    });
  }
});
