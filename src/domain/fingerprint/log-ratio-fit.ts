import type { PatternElement } from "./assay.ts";
import { at, dot, forward, lowerTriangle, type Square } from "./cholesky.ts";
import { nonNegativeLeastSquares } from "./non-negative.ts";

/**
 * What is compared of one element: natural logarithm of the assay's share less that of the expected one. Where only a limit is known on one
 * side, the difference is that with the limit, and the true one may be lower (assay below its detection limit) or higher (expectation below
 * a limit), at no cost.
 */
export interface Difference {
  element: PatternElement;
  value: number;
  truth: "is" | "is-at-most" | "is-at-least";
}

export interface LogRatioFit {
  /** Squared distance in standard deviations, after the common factor that closing to 100 % leaves open. */
  distance: number;
  /** Degrees of freedom of the distance: a limit that is kept without effort counts for none. */
  freedom: number;
  /** Logarithm of that common factor. */
  level: number;
  /** Logarithm of the determinant of the covariance. */
  logDeterminant: number;
}

/**
 * Generalised least squares of log-ratios: the smallest distance over the common factor and over what limits leave open. It does not
 * depend on which log-ratios (additive, centred, isometric) one would choose.
 * @param covariance Of the differences, in their order.
 */
export function fitLogRatios(differences: readonly Difference[], covariance: Square): LogRatioFit {
  const size = differences.length;
  const lower = lowerTriangle(covariance);
  const ones = forward(lower, new Array<number>(size).fill(1));
  const whitened = forward(
    lower,
    Array.from(differences, ({ value }) => value),
  );
  const limits = differences.flatMap(({ truth }, index) => {
    if (truth === "is") return [];
    const unit = new Array<number>(size).fill(0);
    unit[index] = truth === "is-at-most" ? 1 : -1;
    return [forward(lower, unit)];
  });
  let strained = 0;
  if (limits.length > 0) {
    const slack = nonNegativeLeastSquares(
      limits.map((limit) => without(limit, ones)),
      without(whitened, ones),
    );
    for (const [index, limit] of limits.entries()) {
      const by = at(slack, index);
      if (by === 0) strained++;
      for (let row = 0; row < size; row++) whitened[row] = at(whitened, row) - by * at(limit, row);
    }
  }
  const rest = without(whitened, ones);
  let logDeterminant = 0;
  for (let row = 0; row < size; row++) logDeterminant += 2 * Math.log(at(lower.cells, row * (size + 1)));
  return {
    distance: dot(rest, rest),
    freedom: Math.max(1, size - limits.length + strained - 1),
    level: dot(whitened, ones) / dot(ones, ones),
    logDeterminant,
  };
}

/** The part of a vector that is square to another one. */
function without(vector: readonly number[], other: readonly number[]): number[] {
  const part = dot(vector, other) / dot(other, other);
  return vector.map((value, index) => value - part * at(other, index));
}
