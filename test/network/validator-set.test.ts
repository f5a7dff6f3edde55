import { expect } from "chai";
import { encodeRlp, keccak256 } from "ethers";
import { quorum, validatorSetCommitment } from "../../src/network/validator-set.ts";

const one = `0x${"00".repeat(19)}01`;
const two = `0x${"00".repeat(19)}02`;

describe("network/validator-set", () => {
  it("is the hash of the sorted addresses' RLP, in whatever order they come", () => {
    const expected = keccak256(encodeRlp([one, two]));
    expect(validatorSetCommitment([two, one])).to.equal(expected);
    expect(validatorSetCommitment([one, two])).to.equal(expected);
    // The same figure stands in the validator's own test (network/internal/rules/rules_test.go).
    expect(expected).to.equal("0x4d21645a52d92a037eefc99aa81355cc73785cbf19245092484cf583897e21a1");
  });

  it("sorts by number, whatever the letters' case", () => {
    const upper = `0x${"AB".repeat(20)}`;
    const lower = `0x${"ac".repeat(20)}`;
    expect(validatorSetCommitment([lower, upper])).to.equal(keccak256(encodeRlp([upper, lower])));
  });

  it("differs for another set", () => {
    expect(validatorSetCommitment([one])).not.to.equal(validatorSetCommitment([one, two]));
  });
});

describe("a quorum of validators", () => {
  it("is three of four, whoever counts", () => {
    expect(quorum("cometbft", 4)).to.equal(3);
    expect(quorum("qbft", 4)).to.equal(3);
  });

  it("is more than two thirds for CometBFT, and two thirds rounded up for QBFT", () => {
    for (let n = 1; n <= 200; n++) {
      const more = quorum("cometbft", n);
      expect(3 * more).to.be.greaterThan(2 * n);
      expect(3 * (more - 1)).to.be.at.most(2 * n);
      const up = quorum("qbft", n);
      expect(3 * up).to.be.at.least(2 * n);
      expect(3 * (up - 1)).to.be.lessThan(2 * n);
    }
    expect(quorum("cometbft", 3)).to.equal(3);
    expect(quorum("qbft", 3)).to.equal(2);
  });
});
