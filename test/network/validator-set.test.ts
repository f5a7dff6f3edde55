import { expect } from "chai";
import { encodeRlp, keccak256 } from "ethers";
import { validatorSetCommitment } from "../../src/network/validator-set.ts";

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
