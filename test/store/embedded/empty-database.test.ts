import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { provideDatabase } from "../../../src/store/embedded/empty-database.ts";

describe("an empty database", () => {
  let root: string;
  let kept: string;
  let made: string[];

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "ytterby-empty-"));
    kept = join(root, "cache", "database");
    made = [];
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  const make = async (folder: string): Promise<void> => {
    made.push(folder);
    await mkdir(join(folder, "base"), { recursive: true });
    await writeFile(join(folder, "base", "1"), "empty");
  };
  const contentOf = (folder: string) => readFile(join(root, folder, "base", "1"), "utf8");

  it("is made once, and copied from then on", async () => {
    for (const name of ["first", "second"]) await provideDatabase(join(root, name), kept, make);
    expect(made).to.have.length(1);
    expect([await contentOf("first"), await contentOf("second")]).to.deep.equal(["empty", "empty"]);
    await writeFile(join(root, "first", "base", "1"), "written to");
    expect(await contentOf("second")).to.equal("empty");
    expect((await readdir(root)).sort()).to.deep.equal(["cache", "first", "second"]);
    expect(await readdir(join(root, "cache"))).to.deep.equal(["database"]);
  });

  it("is the other's where another process has kept one meanwhile", async () => {
    const late = async (folder: string): Promise<void> => {
      await make(folder);
      await make(kept);
    };
    await provideDatabase(join(root, "new"), kept, late);
    expect(await contentOf("new")).to.equal("empty");
    expect(await readdir(join(root, "cache"))).to.deep.equal(["database"]);
  });

  it("never takes the place of what is there", async () => {
    await mkdir(join(root, "used"));
    await writeFile(join(root, "used", "PG_VERSION"), "17");
    await provideDatabase(join(root, "used"), kept, make);
    expect(await readdir(join(root, "used"))).to.deep.equal(["PG_VERSION"]);
    expect(made).to.deep.equal([]);
  });

  it("takes the place of a copy that was not finished", async () => {
    await mkdir(join(root, "new.copied"));
    await writeFile(join(root, "new.copied", "half"), "");
    await provideDatabase(join(root, "new"), kept, make);
    expect(await readdir(join(root, "new"))).to.deep.equal(["base"]);
  });

  it("is left to be made in place where the program may not keep one", async () => {
    const forbidden = async (): Promise<void> => {
      throw Object.assign(new Error("read-only file system"), { code: "EROFS" });
    };
    await provideDatabase(join(root, "new"), kept, forbidden);
    expect(await readdir(join(root, "cache"))).to.deep.equal([]);
    expect(await readdir(root)).to.deep.equal(["cache"]);
  });
});
