import { expect } from "chai";
import fc from "fast-check";
import { entriesOf, maskOf } from "../../src/domain/mask.ts";

describe("masks", () => {
  const list = ["a", "b", "c", "d"] as const;

  it("have the bit of an entry's index, or of the next where the enumeration begins with none", () => {
    expect(maskOf(list, ["a", "c"], 0)).to.equal(0b0101);
    expect(maskOf(list, ["a", "c"], 1)).to.equal(0b1010);
    expect(maskOf(list, [], 1)).to.equal(0);
  });

  it("say what they were made of", () => {
    fc.assert(
      fc.property(fc.subarray([...list]), fc.constantFrom(0 as const, 1 as const), (chosen, first) => {
        expect(entriesOf(list, maskOf(list, chosen, first), first)).to.deep.equal(chosen);
      }),
    );
  });
});
