import { expect } from "chai";
import { AbiCoder, dataSlice, keccak256 } from "ethers";
import fc from "fast-check";
import { emptyHead, extendHead, headOf, sameHead } from "../../src/domain/head.ts";

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((value) => `0x${Buffer.from(value).toString("hex")}`);
const link = fc.record({ digest: hex(32), timestamp: fc.integer({ min: 0, max: 2 ** 48 - 1 }) });

describe("head", () => {
  it("is what the contracts' formula gives by an independent ABI coder", () => {
    const types = ["bytes28", "bytes32", "uint256"];
    fc.assert(
      fc.property(hex(28), link, (hash, { digest, timestamp }) => {
        const encoded = AbiCoder.defaultAbiCoder().encode(types, [hash, digest, timestamp]);
        expect(extendHead({ hash, count: 4 }, { digest, timestamp })).to.deep.equal({
          hash: dataSlice(keccak256(encoded), 0, 28),
          count: 5,
        });
      }),
      { numRuns: 50 },
    );
  });

  it("tells chains apart that differ in one link, in order or in length", () => {
    fc.assert(
      fc.property(fc.array(link, { minLength: 2, maxLength: 6 }), (links) => {
        const [first, second, ...rest] = links;
        if (first === undefined || second === undefined || first.digest === second.digest) return;
        const head = headOf(links);
        expect(head.count).to.equal(links.length);
        expect(sameHead(head, headOf([...links]))).to.equal(true);
        expect(sameHead(head, headOf([second, first, ...rest]))).to.equal(false);
        expect(sameHead(head, headOf(links.slice(0, -1)))).to.equal(false);
        expect(sameHead(head, { ...head, count: head.count + 1 })).to.equal(false);
      }),
    );
    expect(headOf([])).to.deep.equal(emptyHead);
  });
});
