import { expect } from "chai";
import { lagOf } from "../../src/watch/lag.ts";

describe("lagOf", () => {
  it("is never below zero, and unknown while nothing was read", () => {
    expect(lagOf({ state: "following", indexedBlock: 7n, tipBlock: 5n })).to.equal(0n);
    expect(lagOf({ state: "following", indexedBlock: undefined, tipBlock: 5n })).to.equal(undefined);
  });
});
