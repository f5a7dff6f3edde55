import { expect } from "chai";
import { randomNonce } from "../../src/statements/random-nonce.ts";
import { kindOf } from "../../src/statements/statement.ts";

describe("a drafted statement's nonce", () => {
  it("never repeats a nonce, and leaves none to guess", () => {
    const drawn = Array.from({ length: 1_000 }, randomNonce);
    expect(new Set(drawn).size).to.equal(drawn.length);
    // Each of 256 bits is as often one as the other: a bit is the same in all by a chance of 2^-999.
    const all = (1n << 256n) - 1n;
    expect(drawn.reduce((ones, nonce) => ones | nonce, 0n)).to.equal(all);
    expect(drawn.reduce((zeros, nonce) => zeros | (all ^ nonce), 0n)).to.equal(all);
  });

  it("is part of what every kind of statement signs, so that it salts the digest", () => {
    for (const kind of [
      "dispatch",
      "receive",
      "refuse",
      "recall",
      "report-loss",
      "settle",
      "hand-over",
      "retire",
    ] as const) {
      const { types, primaryType } = kindOf(kind);
      expect(types[primaryType], kind).to.deep.include({ name: "nonce", type: "uint256" });
    }
  });
});
