import { expect } from "chai";
import { duration } from "../../src/cli/duration.ts";

describe("durations", () => {
  it("are read in seconds", () => {
    expect(["45s", "30m", "12h", "7d"].map(duration)).to.deep.equal([45, 1_800, 43_200, 604_800]);
  });

  it("are refused without a unit, with another, or as nothing", () => {
    for (const text of ["30", "1y", "0m", "", "-1h"]) expect(() => duration(text), text).to.throw("Expected");
  });
});
