import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect } from "chai";
import hre from "hardhat";

/** What several trees lead to is tried status by status here. */
const SHARED = "test/contracts/transitions.test.ts";

/** What entitled organisations try, whichever contracts it concerns. */
const ATTACKS = "test/contracts/attacks/*.test.ts";

/** Errors of OpenZeppelin's own functions, to most of which no branch of ours leads. */
const LIBRARIES = /^(AccessManaged|ERC1155|InvalidShortString$|StringTooLong$|SafeCast|MathOverflowed)/;

/** The trees beside the tests, held against the tests and the contracts. */
describe("branch trees", () => {
  const trees = globSync("test/contracts/{*,*/*}.tree").map((path) => ({
    name: basename(path, ".tree"),
    words: [...new Set(readFileSync(path, "utf8").match(/\b[A-Z]\w*[a-z]\w*[A-Z]\w*\b/g))].filter(
      (word) => word !== basename(path, ".tree"),
    ),
  }));
  const errors = new Set<string>();
  const events = new Set<string>();
  before(async () => {
    for (const contract of globSync("contracts/*.sol").map((path) => basename(path, ".sol"))) {
      const { abi } = await hre.artifacts.readArtifact(contract);
      for (const { type, name } of abi) {
        if (type === "error") errors.add(name);
        if (type === "event") events.add(name);
      }
    }
  });

  for (const { name, words } of trees) {
    it(`${name}.tree: every refusal is looked for by a test of its own`, () => {
      const tests = globSync([
        `test/contracts/${name}.test.ts`,
        `test/contracts/${name}/*.test.ts`,
        `test/contracts/fixtures/${name}.behavior.ts`,
        ATTACKS,
        SHARED,
      ])
        .concat(name === "authority" ? "test/contracts/fixtures/signature.behavior.ts" : [])
        .map((file) => readFileSync(file, "utf8"))
        .join("\n");
      const refusals = words.filter((word) => errors.has(word));
      expect(refusals.length).to.be.greaterThan(0);
      expect(refusals.filter((error) => !tests.includes(`"${error}"`))).to.deep.equal([]);
    });
  }

  it("name every error of the contracts, and nothing that they do not have", () => {
    const named = new Set(trees.flatMap(({ words }) => words));
    expect([...named].filter((word) => !errors.has(word) && !events.has(word))).to.deep.equal([]);
    expect([...errors].filter((error) => !named.has(error) && !LIBRARIES.test(error))).to.deep.equal([]);
  });
});
