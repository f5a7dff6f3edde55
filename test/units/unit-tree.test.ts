import { expect } from "chai";
import { hexlify } from "ethers";
import fc from "fast-check";
import { nativePairHasher, wasmPairHasher } from "../../src/units/pair-hasher.ts";
import { maximumUnits } from "../../src/units/unit-code.ts";
import { hashBytes, siblingsOf, subtreeHeight, UnitTree } from "../../src/units/unit-tree.ts";
import { context, keys, leavesOneByOne, pathByDefinition, treeByDefinition } from "./fixtures.ts";
import { refusal } from "./refusal.ts";

describe("tree of a lot", () => {
  const leaves = leavesOneByOne(5_000);

  it("is that of RFC 6962 over the leaves, whatever the count", () => {
    for (const grams of [1, 2, 3, 4, 5, 6, 7, 8, 9, 1023, 1024, 1025, 2047, 2048, 2049, 3000, 4097, 5000]) {
      expect(hexlify(new UnitTree(keys, context, BigInt(grams)).top()), `${grams} grams`).to.equal(
        treeByDefinition(leaves.slice(0, grams)),
      );
    }
  });

  it("is the same natively and in WebAssembly", async function () {
    const native = nativePairHasher();
    if (native === undefined) this.skip();
    const wasm = await wasmPairHasher();
    for (const grams of [1n, 5n, 1_000n, 123_457n]) {
      expect(hexlify(new UnitTree(keys, context, grams, wasm).top())).to.equal(
        hexlify(new UnitTree(keys, context, grams, native).top()),
      );
    }
  });

  it("hands out the siblings of any node, lowest first", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1 << subtreeHeight }), fc.nat(), (grams, some) => {
        const index = some % grams;
        const tree = new UnitTree(keys, context, BigInt(grams));
        const levels = tree.levels(tree.leaves(0));
        expect(hexlify(levels.slice(-hashBytes))).to.equal(hexlify(tree.top()));
        expect(siblingsOf(levels, grams, index)).to.deep.equal(pathByDefinition(leaves.slice(0, grams), index));
      }),
      { numRuns: 30 },
    );
  });

  it("refuses lots without grams and lots with more than codes can count", () => {
    for (const grams of [0n, -1n, maximumUnits + 1n]) {
      expect(refusal(() => new UnitTree(keys, context, grams))).to.equal("grams");
    }
    expect(refusal(() => new UnitTree(keys, context, maximumUnits))).to.equal(null);
  });
});
