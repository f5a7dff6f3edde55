import { expect } from "chai";
import { concat, encodeRlp, keccak256, toBeArray } from "ethers";
import type { Hex } from "../../src/domain/hex.ts";
import { type CommittedReceipt, receiptsRoot } from "../../src/indexer/receipts-root.ts";

const bloom: Hex = `0x${"00".repeat(255)}01`;
const address = `0x${"ab".repeat(20)}`;

function receiptWith(data: Hex, changed: Partial<CommittedReceipt> = {}): CommittedReceipt {
  const topics: Hex[] = [`0x${"11".repeat(32)}`, `0x${"00".repeat(32)}`];
  const logs = [
    { address, topics, data },
    { address, topics: [], data: "0x" as Hex },
  ];
  return { type: 2n, status: 1n, cumulativeGasUsed: 70_000n, logsBloom: bloom, logs, ...changed };
}

/** The root of a block with one receipt, by another library: the trie's only node is a leaf, whose path is the key of the first item. */
function rootOfOne({ type, status, cumulativeGasUsed, logsBloom, logs }: CommittedReceipt): string {
  const fields = encodeRlp([
    toBeArray(status),
    toBeArray(cumulativeGasUsed),
    logsBloom,
    logs.map((log) => [log.address, [...log.topics], log.data]),
  ]);
  return keccak256(encodeRlp(["0x2080", type === 0n ? fields : concat([toBeArray(type), fields])]));
}

describe("receiptsRoot", () => {
  // A byte below 0x80 stands for itself; from 56 bytes on, the length has a length.
  const data: Hex[] = [
    "0x",
    "0x00",
    "0x7f",
    "0x80",
    ...[55, 56, 255, 256, 70_000].map((n): Hex => `0x${"7e".repeat(n)}`),
  ];
  for (const each of data) {
    it(`commits to a log with ${(each.length - 2) / 2} bytes of data that begin with ${each.slice(0, 4)}`, () => {
      const receipt = receiptWith(each);
      expect(receiptsRoot([receipt])).to.equal(rootOfOne(receipt));
    });
  }

  it("commits to a receipt of the oldest type, of one that failed, and of one without logs", () => {
    const changes: Partial<CommittedReceipt>[] = [{ type: 0n }, { status: 0n, cumulativeGasUsed: 127n }, { logs: [] }];
    for (const changed of changes) {
      const receipt = receiptWith("0x01", changed);
      expect(receiptsRoot([receipt])).to.equal(rootOfOne(receipt));
    }
  });

  it("is that of an empty trie for a block without receipts", () => {
    expect(receiptsRoot([])).to.equal(keccak256("0x80"));
  });
});
