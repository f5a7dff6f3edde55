import canonicalize from "canonicalize";
import { expect } from "chai";
import { keccak256 } from "ethers";
import type { Hex } from "../../src/domain/hex.ts";
import { type GramRange, gramRanges } from "../../src/units/gram-range.ts";
import { listGrams, newListSalt, readGramsList } from "../../src/units/grams-list.ts";

const [lotA, lotB]: [Hex, Hex] = [`0x${"0a".repeat(32)}`, `0x${"b0".repeat(32)}`];
const salt: Hex = `0x${"51".repeat(32)}`;
const range = (first: number, last: number): GramRange => ({ first: BigInt(first), last: BigInt(last) });
const some = new Map([
  [lotB, gramRanges([range(1_000, 1_499), range(0, 499)], 5_000n)],
  [lotA, gramRanges([range(7, 7)], 5_000n)],
]);

describe("a list of grams", () => {
  it("is canonical JSON of lots and ranges in their order, with a salt, and named by its Keccak-256", () => {
    const { hash, bytes } = listGrams(some, salt);
    const content = {
      lots: [
        { lot: lotA, ranges: [[7, 7]] },
        {
          lot: lotB,
          ranges: [
            [0, 499],
            [1_000, 1_499],
          ],
        },
      ],
      salt,
    };
    expect(new TextDecoder().decode(bytes)).to.equal(canonicalize(content));
    expect(hash).to.equal(keccak256(bytes));
    expect(hash).to.equal("0xe90ba65acc4a7045d294158ba8659ab7cf0ee0a9de8832c11b79a5021f07e1bf");
  });

  it("is the same however the same grams are named, and another with one gram or salt changed", () => {
    const named = (...ranges: GramRange[]) => listGrams(new Map([[lotA, gramRanges(ranges, 5_000n)]]), salt).hash;
    const whole = named(range(0, 99));
    expect(named(range(50, 99), range(0, 49))).to.equal(whole);
    expect(named(range(0, 98))).to.not.equal(whole);
    expect(named(range(1, 100))).to.not.equal(whole);
    expect(listGrams(new Map([[lotA, [range(0, 99)]]]), newListSalt()).hash).to.not.equal(whole);
    expect(newListSalt())
      .to.match(/^0x[0-9a-f]{64}$/)
      .and.to.not.equal(newListSalt());
  });

  it("is read back, and nothing else is", () => {
    const { bytes } = listGrams(some, salt);
    const read = readGramsList(bytes);
    expect(read?.salt).to.equal(salt);
    expect([...(read?.lots ?? [])].sort()).to.deep.equal([...some].sort());
    const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
    const lots = [{ lot: lotA, ranges: [[0, 9]] }];
    for (const other of [
      bytes.subarray(1),
      new Uint8Array([0xff]),
      text({ lots }),
      text({ lots, salt, more: 1 }),
      text({ lots: [{ lot: "0x1", ranges: [[0, 9]] }], salt }),
      text({ lots: [{ lot: lotA, ranges: [[0.5, 9]] }], salt }),
      text({ lots: [{ lot: lotA, ranges: [[-1, 9]] }], salt }),
      text({ lots: [{ lot: lotA, ranges: [[1]] }], salt }),
      text({ documents: [lotA], salt }),
    ]) {
      expect(readGramsList(other)).to.equal(undefined);
    }
  });
});
