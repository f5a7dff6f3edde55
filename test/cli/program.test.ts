import { expect } from "chai";
import { createProgram } from "../../src/cli/program.ts";

const namesOf = async (args: readonly string[]) =>
  (await createProgram("en", args)).commands.map((command) => command.name());

describe("cli/program", () => {
  it("finds every command by its own name, where it loads what it needs alone", async () => {
    for (const name of await namesOf([])) {
      const found = await namesOf(["--lang", "zh", "--data", "verify", name, "verify"]);
      expect(found, name).to.contain(name).and.have.lengthOf.below(4);
    }
  });

  it("has all of them where the line names none, or asks for help before it does", async () => {
    const all = await namesOf([]);
    expect(all).to.contain.members(["serve", "verify", "govern"]);
    for (const args of [["--help", "verify"], ["help", "verify"], ["verfy"], ["--json"]]) {
      expect(await namesOf(args), args.join(" ")).to.deep.equal(all);
    }
  });
});
