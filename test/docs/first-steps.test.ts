import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { missingLine, type Outcome, stepsOf, type } from "./shell-page.ts";

const root = join(import.meta.dirname, "../..");
const steps = stepsOf(readFileSync(join(root, "docs/first-steps.md"), "utf8"));

describe("docs/first-steps.md", function () {
  this.timeout(300_000);

  let outcomes: Outcome[];

  before(async () => {
    const inherited = Object.entries(process.env).filter(([name]) => !/^(YTTERBY_|DATABASE_URL$)/.test(name));
    // Only the shell knows the folder that the page has made, and it is not the test's to leave behind.
    const tidying = { commands: 'wait; rm -rf "$YTTERBY_DATA"', shown: null };
    outcomes = await type([...steps, tidying], root, Object.fromEntries(inherited) as Record<string, string>);
  });

  it("has commands, and shows what most of them print", () => {
    expect(steps.length).to.be.above(10);
    expect(steps.filter(({ shown }) => shown !== null).length).to.be.above(8);
    expect(outcomes).to.have.length(steps.length + 1);
  });

  for (const [index, { commands, shown }] of steps.entries()) {
    it(`step ${index + 1} works as it stands: ${commands.split("\n").find((line) => /ytterby|kill/.test(line))}`, () => {
      const { printed = "", failed = [] } = outcomes[index] ?? {};
      expect(failed, printed).to.deep.equal([]);
      if (shown !== null) expect(missingLine(shown, printed), printed).to.equal(undefined);
    });
  }
});
