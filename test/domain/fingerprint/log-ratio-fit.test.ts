import { expect } from "chai";
import fc from "fast-check";
import { zeros } from "../../../src/domain/fingerprint/cholesky.ts";
import { type Difference, fitLogRatios } from "../../../src/domain/fingerprint/log-ratio-fit.ts";
import { nonNegativeLeastSquares } from "../../../src/domain/fingerprint/non-negative.ts";
import { expectNear } from "../../support/near.ts";

function difference(value: number, truth: Difference["truth"] = "is"): Difference {
  return { element: "La", value, truth };
}

function identity(size: number) {
  const matrix = zeros(size);
  for (let row = 0; row < size; row++) matrix.cells[row * (size + 1)] = 1;
  return matrix;
}

describe("fit of log-ratios", () => {
  it("does not see a common factor", () => {
    const values = [0.3, -0.2, 0.5, 0.1];
    const first = fitLogRatios(
      values.map((value) => difference(value)),
      identity(4),
    );
    const second = fitLogRatios(
      values.map((value) => difference(value + 7)),
      identity(4),
    );
    expectNear(second.distance, first.distance, 1e-12);
    expectNear(second.level - first.level, 7, 1e-12);
    // Sum of squares about the mean of 0.175.
    expectNear(first.distance, 0.2675, 1e-12);
    expect(first.freedom).to.equal(3);
  });

  it("takes a limit that is kept for nothing, and one that is broken for what it is", () => {
    const known = [difference(0), difference(0), difference(0)];
    const kept = fitLogRatios([...known, difference(5, "is-at-most")], identity(4));
    expectNear(kept.distance, 0, 1e-12);
    expect(kept.freedom).to.equal(2);
    const broken = fitLogRatios([...known, difference(-5, "is-at-most")], identity(4));
    expectNear(broken.distance, 18.75, 1e-9);
    expect(broken.freedom).to.equal(3);
    expectNear(fitLogRatios([...known, difference(-5, "is-at-least")], identity(4)).distance, 0, 1e-12);
    expectNear(fitLogRatios([...known, difference(5, "is-at-least")], identity(4)).distance, 18.75, 1e-9);
  });

  it("refuses a covariance that cannot be one", () => {
    expect(() => fitLogRatios([difference(0), difference(1)], zeros(2))).to.throw("not positive definite");
  });
});

describe("least squares without negative factors", () => {
  it("cannot be bettered: no slope along a free factor, none downwards along one at zero", () => {
    const vector = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(vector, { minLength: 1, maxLength: 9 }), vector, (slopes, target) => {
        // A unit for each column on top keeps them independent of each other.
        const columns = slopes.map((slope, index) =>
          Array.from(slope, (value, row) => value / 1000 + (row === index ? 3 : 0)),
        );
        const factors = nonNegativeLeastSquares(columns, Array.from(target));
        const rest = target.map(
          (value, row) =>
            value - columns.reduce((sum, column, index) => sum + (factors[index] ?? 0) * (column[row] ?? 0), 0),
        );
        for (const [index, column] of columns.entries()) {
          const gain = rest.reduce((sum, value, row) => sum + value * (column[row] ?? 0), 0);
          const factor = factors[index] ?? Number.NaN;
          expect(factor).to.be.at.least(0);
          if (factor > 0) expectNear(gain, 0, 1e-6);
          else expect(gain).to.be.at.most(1e-6);
        }
      }),
    );
  });
});
