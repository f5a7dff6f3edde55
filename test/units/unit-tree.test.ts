import { expect } from "chai";
import { getBytes, hexlify } from "ethers";
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
      fc.property(fc.integer({ min: 1, max: 600 }), fc.nat(), (grams, some) => {
        const place = some % grams;
        const levels = new UnitTree(keys, context, 1n).levels(concatenated(leaves.slice(0, grams)));
        expect(hexlify(levels.slice(-hashBytes))).to.equal(treeByDefinition(leaves.slice(0, grams)));
        expect(siblingsOf(levels, grams, place)).to.deep.equal(pathByDefinition(leaves.slice(0, grams), place));
      }),
      { numRuns: 30 },
    );
  });

  it("opens any gram with its code, its salt and what stands beside its leaf", () => {
    const subtree = 1 << subtreeHeight;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.nat(), (grams, some) => {
        const index = some % grams;
        const first = index - (index % subtree);
        const { unit, salt, siblings } = new UnitTree(keys, context, BigInt(grams)).open(BigInt(index));
        expect({ unit, salt }).to.deep.equal({ unit: keys.unit(BigInt(index)), salt: keys.salt(BigInt(index)) });
        const beside = leaves.slice(first, Math.min(first + subtree, grams));
        expect(siblings).to.deep.equal(pathByDefinition(beside, index - first));
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

function concatenated(hashes: readonly string[]): Uint8Array {
  return Uint8Array.from(hashes.flatMap((hash) => [...getBytes(hash)]));
}
