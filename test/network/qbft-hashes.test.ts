import { expect } from "chai";
import { encodeRlp, keccak256 } from "ethers";
import { qbftHashes } from "../../src/network/qbft-hashes.ts";

const vanity = `0x${"11".repeat(32)}`;
const validator = `0x${"22".repeat(20)}`;
const seal = `0x${"ab".repeat(64)}00`;

function header(round: string, seals: string[]): string[] {
  const fields = Array.from({ length: 20 }, () => "0x");
  fields[8] = "0x2a";
  fields[12] = encodeRlp([vanity, [validator], [], round, seals]);
  return fields;
}

const plainHash = (fields: string[]) => keccak256(encodeRlp(fields));

describe("network/qbft-hashes", () => {
  it("empties the seals of both, and keeps the round of what is signed", () => {
    const { sealDigest, blockHash } = qbftHashes(header("0x03", [seal]));
    expect(sealDigest).to.equal(plainHash(header("0x03", [])));
    expect(blockHash).to.equal(plainHash(header("0x", [])));
  });

  it("gives two hashes from round 1 on, and one at round 0", () => {
    const first = qbftHashes(header("0x", [seal]));
    expect(first.sealDigest).to.equal(first.blockHash);
    const second = qbftHashes(header("0x01", [seal]));
    expect(second.sealDigest).not.to.equal(second.blockHash);
    expect(second.blockHash).to.equal(first.blockHash);
  });

  it("is never the hash of the header as it is, once it is sealed", () => {
    const fields = header("0x", [seal]);
    expect(Object.values(qbftHashes(fields))).not.to.include(plainHash(fields));
  });
});
