import { tmpdir } from "node:os";
import { expect } from "chai";
import { missingLine, stepsOf, type } from "./shell-page.ts";

describe("a page whose commands are typed", () => {
  it("has steps, each with what it shows right behind it", () => {
    const page = "```sh\na\n```\ntext\n```text\nA\n```\n```sh\nb\n```\n```json\n{}\n```\n```sh\nc\n```\n";
    expect(stepsOf(page)).to.deep.equal([
      { commands: "a\n", shown: "A\n" },
      { commands: "b\n", shown: null },
      { commands: "c\n", shown: null },
    ]);
  });

  it("keeps its variables from step to step, and is told of commands that fail", async () => {
    const steps = ["x=1; echo out; echo err >&2", "false || true; false; echo $x; cat"];
    const outcomes = await type(
      steps.map((commands) => ({ commands, shown: null })),
      tmpdir(),
      { PATH: process.env.PATH ?? "" },
    );
    expect(outcomes.map(({ printed }) => printed.trim())).to.deep.equal(["out\nerr", "1"]);
    expect(outcomes.map(({ failed }) => failed.length)).to.deep.equal([0, 1]);
    expect(outcomes[1]?.failed[0]).to.contain("failed with 1: false");
  });

  it("shows what is printed, in order, but for what differs from run to run", () => {
    const printed = "Done: block 7, transaction 0xabcdef12\nnoise\nup to 2026-11-28T12:00:00Z in /tmp/x/a.txt\nend";
    expect(missingLine("Done: block 6, transaction 0x1234…9\n…\nup to 2027-01-01 in /tmp/y/a.txt\n", printed)).to.equal(
      undefined,
    );
    expect(missingLine("end\nnoise\n", printed)).to.equal("noise");
    expect(missingLine("Done: block 6, transaction 5\n", printed)).to.contain("transaction 5");
  });
});
