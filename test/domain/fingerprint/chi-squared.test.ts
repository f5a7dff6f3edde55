import { expect } from "chai";
import { exceedance } from "../../../src/domain/fingerprint/chi-squared.ts";
import { expectNear } from "../../support/near.ts";

describe("chi-squared", () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4, upper critical values.
  for (const [freedom, value, probability] of [
    [1, 3.841, 0.05],
    [1, 6.635, 0.01],
    [1, 10.828, 0.001],
    [2, 9.21, 0.01],
    [5, 11.07, 0.05],
    [8, 26.124, 0.001],
    [13, 27.688, 0.01],
    [14, 36.123, 0.001],
  ] as const)
    it(`exceeds ${value} with probability ${probability} at ${freedom} degrees of freedom`, () => {
      expectNear(exceedance(value, freedom), probability, probability * 0.002);
    });

  it("is one at nothing, and stays above nothing far out", () => {
    expect(exceedance(0, 3)).to.equal(1);
    expect(exceedance(200, 3)).to.be.within(1e-44, 1e-41);
    expect(exceedance(200, 1)).to.be.within(1e-46, 1e-44);
  });

  it("has no step where the tail changes its formula", () => {
    expectNear(exceedance(9 + 1e-9, 1) / exceedance(9 - 1e-9, 1), 1, 1e-7);
  });
});
