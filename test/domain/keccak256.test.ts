import { expect } from "chai";
import { keccak256 as reference } from "ethers";
import { keccak256, keccak256Hex } from "../../src/domain/keccak256.ts";

describe("keccak256", () => {
  it("gives the published digest of nothing", () => {
    expect(keccak256Hex(new Uint8Array())).to.equal(
      "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
    );
  });

  it("agrees with another implementation around the block length and far beyond it", () => {
    for (const length of [1, 135, 136, 137, 272, 100_001]) {
      const data = Uint8Array.from({ length }, (_, index) => (index * 31 + length) % 256);
      expect(keccak256Hex(data)).to.equal(reference(data));
    }
  });

  it("keeps an earlier digest untouched by a later one", () => {
    const first = keccak256(Uint8Array.of(1));
    const copy = Uint8Array.from(first);
    keccak256(Uint8Array.of(2));
    expect(first).to.deep.equal(copy);
  });
});
