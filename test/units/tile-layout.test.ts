import { expect } from "chai";
import { TileLayout, tileGrams } from "../../src/units/tile-layout.ts";
import { maximumUnits } from "../../src/units/unit-code.ts";

describe("layout of tiles", () => {
  it("gives each tile a slot of its own, without holes", () => {
    for (const grams of [1, 1024, 1025, tileGrams, tileGrams + 1, 256 * tileGrams, 256 * tileGrams + 1, 500_000_000]) {
      const layout = new TileLayout(grams);
      const slots: number[] = [];
      for (let level = 0; level < layout.levels; level++) {
        for (let position = 0; position < layout.tilesOf(level); position++) {
          slots.push(layout.slotOf({ level, position }));
        }
      }
      expect(slots).to.deep.equal(slots.map((_, place) => place));
      expect(layout.tilesOf(layout.levels - 1)).to.equal(1);
    }
  });

  it("counts the nodes of the last tile of a level", () => {
    const layout = new TileLayout(tileGrams + 1);
    expect(layout.levels).to.equal(2);
    expect(layout.nodesOf({ level: 0, position: 0 })).to.equal(256);
    expect(layout.nodesOf({ level: 0, position: 1 })).to.equal(1);
    expect(layout.nodesOf({ level: 1, position: 0 })).to.equal(2);
    expect(() => layout.nodesOf({ level: 2, position: 0 })).to.throw(RangeError);
  });

  it("needs three levels at most, and leads from any node to the top", () => {
    const layout = new TileLayout(Number(maximumUnits));
    expect(layout.levels).to.equal(3);
    expect(layout.tilesOver(2 ** 20 - 1)).to.deep.equal([
      { level: 0, position: 4095, place: 255 },
      { level: 1, position: 15, place: 255 },
      { level: 2, position: 0, place: 15 },
    ]);
  });
});
