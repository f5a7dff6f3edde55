import { expect } from "chai";
import { readSought } from "../../src/portal/find-lot.ts";

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
