import { expect } from "chai";
import { percentile } from "../../../scripts/bench/percentile.ts";

describe("percentiles", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it("are values that were measured, whatever their order", () => {
    expect(percentile(hundred, 50)).to.equal(50);
    expect(percentile(hundred, 99)).to.equal(99);
    expect(percentile(hundred, 100)).to.equal(100);
    expect(percentile([7], 1)).to.equal(7);
  });

  it("are of numbers, not of their digits", () => {
    expect(percentile([9, 10, 100], 100)).to.equal(100);
  });
});
