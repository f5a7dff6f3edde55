import { expect } from "chai";
import { likenessOf, mixedScripts } from "../../src/domain/look-alike.ts";

describe("names that can be taken for others", () => {
  it("have the likeness of what they look like", () => {
    for (const [name, alike] of [
      ["Meridian", "Меridiаn"],
      ["Meridian", "MERIDIAN"],
      ["Meridian", "Merıdian."],
      ["Lynas Ltd", "Lynas  L.t.d."],
      ["Solvay", "Ѕоlvау"],
      ["Ytterby", "ｙｔｔｅｒｂｙ"],
      ["Alpha 10", "Αlpha IO"],
      ["北方稀土", "北方稀土 "],
    ] as const) {
      expect(likenessOf(name), alike).to.equal(likenessOf(alike));
    }
  });

  it("do not have the likeness of names that differ to the eye", () => {
    expect(likenessOf("Meridian")).to.not.equal(likenessOf("Meridiana"));
    expect(likenessOf("北方稀土")).to.not.equal(likenessOf("南方稀土"));
    expect(likenessOf("Miner 3")).to.not.equal(likenessOf("Miner 4"));
  });

  it("mix scripts that nobody writes together", () => {
    expect(mixedScripts("Меridiаn")).to.deep.equal(["Latin", "Cyrillic"]);
    expect(mixedScripts("Αlpha")).to.deep.equal(["Latin", "Greek"]);
    for (const usual of ["Meridian", "Северсталь", "包头 Steel 2", "東京レアアース", "서울 RE"]) {
      expect(mixedScripts(usual), usual).to.deep.equal([]);
    }
  });
});
