import { expect } from "chai";
import fc from "fast-check";
import { difference, type GramRanges, gramRanges, gramsIn, intersection, union } from "../../src/units/gram-range.ts";
import { refusal } from "./refusal.ts";

const grams = 24n;
const sets = fc.uniqueArray(fc.integer({ min: 0, max: 23 })).map((members) => new Set(members));

describe("ranges of grams", () => {
  it("agree with sets of single grams", () => {
    fc.assert(
      fc.property(sets, sets, (left, right) => {
        const [a, b] = [rangesOf(left), rangesOf(right)];
        expect(union(a, b)).to.deep.equal(rangesOf(new Set([...left, ...right])));
        expect(intersection(a, b)).to.deep.equal(rangesOf(new Set([...left].filter((gram) => right.has(gram)))));
        expect(difference(a, b)).to.deep.equal(rangesOf(new Set([...left].filter((gram) => !right.has(gram)))));
        expect(gramsIn(a)).to.equal(BigInt(left.size));
      }),
    );
  });

  it("join neighbours named in any order", () => {
    const named = [
      { first: 4n, last: 9n },
      { first: 0n, last: 3n },
      { first: 11n, last: 11n },
    ];
    expect(gramRanges(named, grams)).to.deep.equal([
      { first: 0n, last: 9n },
      { first: 11n, last: 11n },
    ]);
  });

  it("refuse the empty, the wrapped, those beyond the lot and those that overlap", () => {
    const named = (...ends: [bigint, bigint][]) =>
      refusal(() =>
        gramRanges(
          ends.map(([first, last]) => ({ first, last })),
          grams,
        ),
      );
    expect(named([5n, 4n])).to.equal("empty");
    expect(named([20n, 3n])).to.equal("wraps");
    expect(named([20n, 24n])).to.equal("beyond");
    expect(named([-1n, 3n])).to.equal("beyond");
    expect(named([0n, 23n])).to.equal(null);
    expect(named([8n, 9n], [0n, 8n])).to.equal("overlap");
    expect(named([0n, 20n], [3n, 4n])).to.equal("overlap");
  });
});

function rangesOf(members: Set<number>): GramRanges {
  const single = Array.from(members, (member) => ({ first: BigInt(member), last: BigInt(member) }));
  return gramRanges(single, grams);
}
