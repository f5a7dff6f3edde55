import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { CliError } from "../../src/cli/cli-error.ts";
import { readJson } from "../../src/cli/statement-file.ts";

describe("reading JSON from a file", () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "read-json-"));
    path = join(folder, "file.json");
  });

  afterEach(() => rm(folder, { recursive: true }));

  it("reads UTF-8 with or without a byte order mark", async () => {
    for (const mark of ["", "\ufeff"]) {
      await writeFile(path, `${mark}{"deposit":"白云鄂博"}`);
      expect(await readJson(path)).to.deep.equal({ deposit: "白云鄂博" });
    }
  });

  it("says of UTF-16, in either byte order, that it is UTF-16", async () => {
    const littleEndian = Buffer.from('\ufeff{"a":1}', "utf16le");
    for (const bytes of [littleEndian, Buffer.from(littleEndian).swap16()]) {
      await writeFile(path, bytes);
      const failure = await readJson(path).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(CliError);
      expect(String(failure)).to.include("UTF-16");
    }
  });

  it("guesses at no byte that is no text", async () => {
    await writeFile(path, Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xe9, 0x22, 0x7d]));
    expect(String(await readJson(path).catch((error: unknown) => error))).to.include("is not UTF-8");
  });

  it("says which name stands twice in one object, and takes the same name in two", async () => {
    const twice = {
      '{"grams":1,"grams":2}': "grams",
      '{"a":[{"b":{"c":1,"\\u0063":2}}]}': "c",
      '{"a":"}{,:","b":1,"a":null}': "a",
      '{"x":{"a":1},"y":[1,"x"],"x":2}': "x",
    };
    for (const [text, name] of Object.entries(twice)) {
      await writeFile(path, text);
      const failure = await readJson(path).catch((error: unknown) => error);
      expect(String(failure), text).to.include(`the name "${name}" twice`);
    }
    for (const text of ['{"a":{"a":"a"},"b":[{"a":1},{"a":2}]}', '["a","a"]', '"a:a"', "7", '{"a\\"":1,"a":2}']) {
      await writeFile(path, text);
      expect(await readJson(path), text).to.deep.equal(JSON.parse(text));
    }
  });
});
