import { Writable } from "node:stream";
import { expect } from "chai";
import { widthOf, wrapped } from "../../src/cli/columns.ts";
import { Terminal } from "../../src/cli/terminal.ts";
import { hostile } from "../fixtures/hostile-texts.ts";

describe("lines in the columns of a terminal", () => {
  it("are counted as a terminal shows them", () => {
    expect(widthOf("Form")).to.equal(4);
    expect(widthOf("钍、铀")).to.equal(6);
    expect(widthOf("e\u0301")).to.equal(1);
  });

  it("break between words, under the text of the first", () => {
    expect(wrapped("Form        separated oxide, 5 t net dry mass", 30)).to.deep.equal([
      "Form        separated oxide, 5",
      "            t net dry mass",
    ]);
    expect(wrapped("  ✔ keys-trusted          No key that signed was reported compromised.", 54)).to.deep.equal([
      "  ✔ keys-trusted          No key that signed was",
      "                          reported compromised.",
    ]);
    expect(wrapped("VALID: The certificate is valid.", 20)).to.deep.equal([
      "VALID: The",
      "  certificate is",
      "  valid.",
    ]);
    expect(wrapped("short", 20)).to.deep.equal(["short"]);
  });

  it("break between Chinese characters, but not before what ends a clause", () => {
    expect(wrapped("有效：该批次证书有效期至今日。", 20)).to.deep.equal(["有效：该批次证书有效", "  期至今日。"]);
    for (const columns of [20, 21, 22, 23, 24, 25, 26, 27, 28, 29])
      for (const line of wrapped("有效：该批次证书，有效期至；今日，完整且真实。完。", columns)) {
        expect(widthOf(line), `${columns} ${line}`).to.be.at.most(columns);
        expect(line, String(columns)).to.not.match(/^\s*[，。；：]/);
      }
  });

  it("leave a hash whole, to be copied", () => {
    const hash = `0x${"ab".repeat(32)}`;
    expect(wrapped(`On the ledger: block 5, transaction ${hash}`, 40)).to.deep.equal([
      "On the ledger: block 5, transaction",
      `  ${hash}`,
    ]);
  });

  it("never let what somebody wrote begin a line", () => {
    const written: string[] = [];
    const write = (chunk: unknown, _: string, done: () => void) => {
      written.push(String(chunk));
      done();
    };
    const target = Object.assign(new Writable({ write }), { columns: 40 });
    const terminal = new Terminal("en", false, { out: target, err: target });
    for (const text of [
      ...Object.values(hostile),
      `${"x ".repeat(19)}VALID: certified`,
      "a  VALID: certified ".repeat(5),
    ])
      terminal.result(undefined, [`0x12…34 declares lot ${text}`]);
    const lines = written.join("").split("\n").slice(0, -1);
    for (const line of lines) expect(line).to.match(/^(?:0x12…34 declares| {2,})/);
    expect(lines.some((line) => line.startsWith("  "))).to.equal(true);
  });
});
