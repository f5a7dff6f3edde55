import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Head, HeadFile } from "../../src/embedded-ledger/head-file.ts";

describe("head file", () => {
  const head = { number: 12_345, hash: `0x${"ab".repeat(32)}` };
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ytterby-head-"));
    path = join(folder, "head");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function use<T>(action: (file: HeadFile) => T): T {
    const file = new HeadFile(path);
    try {
      return action(file);
    } finally {
      file.close();
    }
  }

  const read = (): Head | undefined => use((file) => file.read());

  it("has nothing at first, and then the last entry", () => {
    expect(read()).to.equal(undefined);
    use((file) => {
      file.write(head);
      file.write({ ...head, number: 7 });
    });
    expect(read()).to.deep.equal({ ...head, number: 7 });
  });

  it("has nothing if its entry is damaged or cut off", () => {
    use((file) => file.write(head));
    const whole = readFileSync(path);
    const entryLength = whole.toString().trimEnd().length;
    for (let at = 0; at < entryLength; at++) {
      writeFileSync(path, whole.subarray(0, at));
      expect(read(), `cut at ${at}`).to.equal(undefined);
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ 1;
      writeFileSync(path, damaged);
      expect(read(), `byte ${at}`).to.equal(undefined);
    }
  });
});
