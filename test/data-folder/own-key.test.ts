import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ownKey } from "../../src/data-folder/own-key.ts";

describe("a key of the service's own", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ytterby-key-"));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it("is made once, for the owner of its file only", async () => {
    const path = join(folder, "new", "relay.key");
    const key = await ownKey(path);
    expect(key).to.match(/^0x[0-9a-f]{64}$/);
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    expect(await ownKey(path)).to.equal(key);
    expect(await ownKey(join(folder, "other.key"))).to.not.equal(key);
    expect(await readdir(join(folder, "new"))).to.deep.equal(["relay.key"]);
  });

  it("is one, whoever asks first", async () => {
    const path = join(folder, "relay.key");
    const keys = await Promise.all([ownKey(path), ownKey(path), ownKey(path)]);
    expect(new Set(keys).size).to.equal(1);
  });

  it("is never told by the message about a damaged file", async () => {
    const path = join(folder, "relay.key");
    await writeFile(path, `${"ab".repeat(31)}\n`);
    const failure = await ownKey(path).then(String, (error: Error) => error.message);
    expect(failure).to.contain(`${path} holds no private key`).and.not.contain("abab");
  });
});
