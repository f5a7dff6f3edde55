import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ownKey } from "../src/own-key.ts";

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
  });
});
