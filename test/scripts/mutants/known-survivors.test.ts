import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { knownSurvivors, nameOf } from "../../../scripts/mutants/known-survivors.ts";

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
});
