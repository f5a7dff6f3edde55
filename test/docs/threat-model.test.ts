import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { namedTests, testExists } from "./named-tests.ts";

const root = join(import.meta.dirname, "../..");

for (const [page, least] of [
  ["docs/threat-model.md", 80],
  ["docs/invariants.md", 20],
] as const) {
  describe(page, () => {
    const text = readFileSync(join(root, page), "utf8");
    const named = namedTests(text);

    it("names tests that exist", () => {
      const missing = named.filter((test) => !testExists(test, root)).map(({ file, title }) => `${file} "${title}"`);
      expect(missing).to.deep.equal([]);
    });

    it("names tests in a form that is found", () => {
      expect(named.length).to.be.at.least(least);
      const files = [...text.matchAll(/^\|.*$/gm)].flatMap(([row]) => row.match(/`[\w./-]+\.(?:ts|t\.sol)`/g) ?? []);
      expect(new Set(files.map((file) => file.slice(1, -1)))).to.deep.equal(new Set(named.map(({ file }) => file)));
    });
  });
}

describe("the check of named tests", () => {
  it("misses what is not there", () => {
    const file = "docs/threat-model.test.ts";
    expect(testExists({ file, title: "misses what is not there" }, root)).to.equal(true);
    expect(testExists({ file, title: "misses … there" }, root)).to.equal(true);
    expect(testExists({ file, title: "misses what is there" }, root)).to.equal(false);
    expect(testExists({ file: "docs/nothing.test.ts", title: "misses what is not there" }, root)).to.equal(false);
    expect(testExists({ file: "contracts/fuzz/Lots.t.sol", title: "test_nothing" }, root)).to.equal(false);
  });
});
