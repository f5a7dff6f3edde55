import { expect } from "chai";
import { columnsOf, fieldNamed, readTable } from "../../src/portal/drafts/read-table.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const refused = async (name: string, content: Uint8Array) => {
  try {
    await readTable(name, content);
    return "read";
  } catch (error) {
    return (error as { reason?: string }).reason;
  }
};

describe("a table of statements", () => {
  it("is read from CSV, whatever stands between its cells and whoever wrote it", async () => {
    const expected = {
      columns: ["lot", "grams"],
      rows: [
        ["A-1", "2.5 t"],
        ["B,2", ""],
      ],
    };
    for (const text of [
      'lot,grams\r\nA-1,2.5 t\r\n"B,2",\r\n\r\n',
      "\ufefflot;grams\nA-1;2.5 t\nB,2;\n;\n",
      `lot\tgrams\nA-1\t 2.5 t \n"B,2"\t`,
    ]) {
      expect(await readTable("t.csv", bytes(text))).to.deep.equal(expected);
    }
    // What a spreadsheet writes in China where it does not write UTF-8.
    const gb18030 = Uint8Array.from([0xc5, 0xfa, 0xb4, 0xce, 0x0a, 0x41]);
    expect((await readTable("t.csv", gb18030)).columns).to.deep.equal(["批次"]);
  });

  it("is read from JSON as the command line takes it, parts by the steps to them", async () => {
    const json = JSON.stringify([
      { lot: "A-1", lines: [{ grams: 5 }], seal: null },
      { lot: "A-2", open: true },
    ]);
    expect(await readTable("t.json", bytes(json))).to.deep.equal({
      columns: ["lot", "lines.0.grams", "open"],
      rows: [
        ["A-1", "5", ""],
        ["A-2", "", "true"],
      ],
    });
  });

  it("is refused where there is nothing in it, too much, or no table at all", async () => {
    expect(await refused("t.csv", bytes(""))).to.equal("empty");
    expect(await refused("t.csv", bytes("lot,grams\n"))).to.equal("empty");
    expect(await refused("t.json", bytes("[]"))).to.equal("empty");
    expect(await refused("t.json", bytes("[1]"))).to.equal("malformed");
    expect(await refused("t.json", bytes("{"))).to.equal("malformed");
    expect(await refused("t.csv", bytes('lot\n"never closed'))).to.equal("malformed");
    expect(await refused("t.xlsx", bytes("no archive"))).to.equal("malformed");
    expect(await refused("t.csv", bytes(`lot\n${"A\n".repeat(501)}`))).to.equal("too-many");
  });

  it("has columns of fields, by the steps to them or by their names in either language", () => {
    expect(columnsOf("dispatch")).to.include("lines.0.lot");
    expect(fieldNamed("dispatch", "lines.3.lot")).to.equal("lines.3.lot");
    expect(fieldNamed("retire", "grams")).to.equal("grams");
    expect(fieldNamed("retire", "Mass, dry")).to.equal("grams");
    expect(fieldNamed("retire", "干重")).to.equal("grams");
    expect(fieldNamed("retire", "nonce")).to.equal(undefined);
    expect(fieldNamed("retire", "colour")).to.equal(undefined);
  });
});
