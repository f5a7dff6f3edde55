import { expect } from "chai";
import { CommandLine } from "./command-line.ts";

describe("cli/ytterby", function () {
  this.timeout(20_000);

  let line: CommandLine;

  before(async () => {
    line = await CommandLine.create();
  });

  after(() => line.remove());

  it("ends, as a process, with what the command says and its exit status", async () => {
    for (const args of [["--help"], ["--json", "keys", "list"], ["verfy"], ["--lang", "zh", "sign", "nowhere.json"]]) {
      const ended = await line.spawn(args);
      expect(ended, args.join(" ")).to.deep.equal(await line.run(args));
      expect(ended.out + ended.err).to.not.equal("");
    }
  });
});
