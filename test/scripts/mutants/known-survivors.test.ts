import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { knownSurvivors, nameOf } from "../../../scripts/mutants/known-survivors.ts";
import { mutantsOf } from "../../../scripts/mutants/mutate.ts";
import { subjects } from "../../../scripts/mutants/subjects.ts";
import { compile, quick } from "../../../scripts/solidity/compile.ts";

describe("known survivors", () => {
  it("are those that the page gives a reason for, called by what they are", () => {
    const folder = mkdtempSync(join(tmpdir(), "ytterby-survivors-"));
    const page = join(folder, "mutants.md");
    const mutant = { within: "f", line: 3, from: "a || b", to: "a && b", source: "" };
    writeFileSync(page, "| mutant | why |\n|---|---|\n| `C.f: a \\|\\| b → a && b` | they are never both |\n");
    expect([...knownSurvivors(page)]).to.deep.equal([nameOf("C", mutant)]);
    expect(nameOf("C", { ...mutant, to: "" })).to.equal("C.f: a || b → (left out)");
    rmSync(folder, { recursive: true });
  });

  it("are mutants of today's code, each of them", () => {
    const named = [...knownSurvivors("docs/mutants.md")].filter((name) => name.includes(": "));
    const there = Object.entries(subjects)
      .filter(([name]) => named.some((each) => each.startsWith(`${name}.`)))
      .flatMap(([name, { path }]) => {
        const source = readFileSync(path, "utf8");
        const settings = { ...quick, outputSelection: { [path]: { "": ["ast"] } } };
        const tree = compile({ [path]: source }, settings).sources[path];
        return mutantsOf(source, tree?.ast).map((mutant) => nameOf(name, mutant));
      });
    expect(named.filter((name) => !there.includes(name))).to.deep.equal([]);
    expect(named).to.have.lengthOf.at.least(10);
  });
});
