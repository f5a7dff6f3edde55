import { expect } from "chai";
import { CommandLine } from "./command-line.ts";

describe("a wrong command line", function () {
  this.timeout(60_000);

  let line: CommandLine;

  before(async () => {
    line = await CommandLine.create();
  });

  after(() => line.remove());

  const cases: [args: string[], en: string, zh: string][] = [
    [
      ["govern", "quota", "q", "--until", "2027-02-30"],
      "error: option '--until <date>' argument '2027-02-30' is invalid. There is no 2027-02-30: months end and hours run as in the calendar and by the clock.",
      "错误：选项 --until <date> 的值“2027-02-30”无效。不存在 2027-02-30：日期与时刻须符合历法与时钟。",
    ],
    [
      ["govern", "suspend", "0x12"],
      "error: command-argument value '0x12' is invalid for argument 'organisation'. Expected an address: 0x and 40 hexadecimal digits.",
      "错误：参数 organisation 的值“0x12”无效。应为地址：0x 加 40 位十六进制数字。",
    ],
    [["verify"], "error: missing required argument 'lot'", "错误：缺少参数 lot。"],
    [["verfy", "x"], "error: unknown command 'verfy'\n(Did you mean verify?)", "错误：没有命令 verfy。是否指 verify？"],
    [
      ["verify", "x", "--frsh"],
      "error: unknown option '--frsh'\n(Did you mean --fresh?)",
      "错误：没有选项 --frsh。是否指 --fresh？",
    ],
    [
      ["status", "--wait"],
      "error: option '--wait <duration>' argument missing",
      "错误：选项 --wait <duration> 缺少值。",
    ],
    [["keys", "create"], "error: missing required argument 'name'", "错误：缺少参数 name。"],
    [
      ["draft", "declare", "--key", "k"],
      "error: required option '--organisation <address>' not specified",
      "错误：缺少必需的选项 --organisation <address>。",
    ],
    [
      ["follow", "a", "b"],
      "error: too many arguments for 'follow'. Expected 1 argument but got 2: a, b.",
      "错误：参数过多：应有 1 个，给出了 2 个。",
    ],
  ];

  it("is told in the reader's language, with the option, the value and what is expected", async () => {
    for (const [args, en, zh] of cases) {
      const [english, chinese] = await Promise.all([line.run(args), line.run(["--lang", "zh", ...args])]);
      expect(english, en).to.deep.equal({ status: 64, out: "", err: `${en}\n` });
      expect(chinese, zh).to.deep.equal({ status: 64, out: "", err: `${zh}\n` });
    }
  });

  it("is one line of JSON for machines", async () => {
    const { status, err } = await line.run(["--json", "verify"]);
    expect(status).to.equal(64);
    expect(JSON.parse(err)).to.deep.equal({ error: { status: 64, message: "missing required argument 'lot'" } });
  });
});
