import { expect } from "chai";
import { readSought } from "../../src/portal/find-lot.ts";
import { writeUnitCode } from "../../src/units/unit-code.ts";

const hex = "0f".repeat(32);
const id = { by: "id", id: `0x${hex}` };

describe("what a reader types", () => {
  it("is a lot's id, with or without 0x, in either case", () => {
    for (const typed of [`0x${hex}`, hex, ` 0x${hex.toUpperCase()}\n`]) expect(readSought(typed)).to.deep.equal(id);
  });

  it("is a link to a page, to the interface or to a token's metadata", () => {
    for (const path of [`v1/lots/0x${hex}`, `v1/verify/lots/0x${hex}?fresh=1`, `v1/metadata/${hex}.json`]) {
      expect(readSought(`https://ledger.example/${path}`)).to.deep.equal(id);
    }
  });

  it("is a lot's number, by itself or in a GS1 Digital Link", () => {
    expect(readSought(" NdFeB-M1 ")).to.deep.equal({ by: "number", number: "NdFeB-M1" });
    expect(readSought("https://id.example/01/09520000000011/10/A%2F7/21/3")).to.deep.equal({
      by: "number",
      number: "A/7",
    });
  });

  it("is the code of a gram, in a link of whoever printed it, or by itself as a label spaces it", () => {
    const code = writeUnitCode({ index: 7n, tag: 9n });
    const spaced = code.replace(/(.{5})(?=.)/g, "$1 ");
    const own = `/v1/verify/units/${code}?lot=0x${hex}`;
    const gs1 = `/01/09520000000011/10/A-1/21/${code}`;
    expect(readSought(`https://labels.example${own}`)).to.deep.equal({ by: "unit", address: own });
    expect(readSought(`https://labels.example${own}&next=//evil.example`)).to.deep.equal({ by: "unit", address: own });
    expect(readSought(`https://id.example${gs1}`)).to.deep.equal({ by: "unit", address: gs1 });
    expect(readSought(spaced)).to.deep.equal({ by: "unit", address: `/v1/verify/units/${code}` });
    // By itself and without spaces it may be a lot's number, too: that is looked up first.
    expect(readSought(code)).to.deep.equal({ by: "number", number: code });
  });

  it("is nothing that could be looked up otherwise", () => {
    const hopeless = [
      "",
      "two words",
      "x".repeat(21),
      "批次",
      "https://example.org/",
      "https://e.org/10/%",
      `0x${hex}0`,
    ];
    for (const typed of hopeless) expect(readSought(typed), typed).to.deep.equal({ by: "nothing" });
  });
});
