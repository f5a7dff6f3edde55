import { expect } from "chai";
import fc from "fast-check";
import { carriedShares } from "../../src/statements/carried-shares.ts";

const anyShares = fc.array(fc.bigInt(0n, 2n ** 28n - 1n), { minLength: 17, maxLength: 17 });

describe("the shares of a composition", () => {
  it("are carried nine in the first word and eight in the second, the first in the lowest of 28 bits each", () => {
    fc.assert(
      fc.property(anyShares, (shares) => {
        const wordOf = (part: bigint[]) =>
          part.reduce((sum, share, place) => sum + share * 2n ** (28n * BigInt(place)), 0n);
        expect(carriedShares.pack(shares)).to.deep.equal([wordOf(shares.slice(0, 9)), wordOf(shares.slice(9))]);
      }),
    );
  });

  it("come back as they were", () => {
    fc.assert(
      fc.property(anyShares, (shares) => {
        expect(carriedShares.unpack(carriedShares.pack(shares))).to.deep.equal(shares);
      }),
    );
  });

  it("take 28 bits each, and no more", () => {
    const most = new Array<bigint>(17).fill(2n ** 28n - 1n);
    expect(carriedShares.unpack(carriedShares.pack(most))).to.deep.equal(most);
    expect(() => carriedShares.pack(most.with(16, 2n ** 28n))).to.throw(RangeError);
    expect(() => carriedShares.read(Buffer.alloc(63), 0)).to.throw(RangeError);
  });

  it("are told by name and type", () => {
    expect(carriedShares.is({ name: "partsPerHundredMillion", type: "uint256[2]" })).to.equal(true);
    expect(carriedShares.is({ name: "partsPerHundredMillion", type: "uint32[17]" })).to.equal(false);
    expect(carriedShares.is({ name: "grams", type: "uint256[2]" })).to.equal(false);
  });
});
