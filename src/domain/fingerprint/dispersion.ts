import pool from "../../../data/fingerprint-dispersion.json" with { type: "json" };
import { type PatternElement, patternElements } from "./assay.ts";
import { at, type Square, zeros } from "./cholesky.ts";

/**
 * How far natural logarithms of shares stray within one deposit: along three smooth modes over the fifteen elements (tilt of light against
 * heavy, curvature, third order; each of length one), and by a remainder that is independent for each element. Standard deviations.
 */
export interface Dispersion {
  modes: readonly [number, number, number];
  remainder: number;
}

/** Yttrium behaves as holmium does. */
const position: Record<PatternElement, number> = {
  Y: 67,
  La: 57,
  Ce: 58,
  Pr: 59,
  Nd: 60,
  Sm: 62,
  Eu: 63,
  Gd: 64,
  Tb: 65,
  Dy: 66,
  Ho: 67,
  Er: 68,
  Tm: 69,
  Yb: 70,
  Lu: 71,
};

const order = patternElements.map((element) => (position[element] - 64) / 7);
const modes = orthonormal([1, 2, 3].map((power) => order.map((value) => value ** power)));

/** Dispersion among single rock samples, pooled over the places of data/fingerprint-dispersion.json. */
export const rockDispersion: Dispersion = pooled();

/** Samples whose material is taken to be blended in a parcel of concentrate or compound. An assumption: docs/fingerprint.md. */
export const samplesInParcel = 10;

/**
 * Covariance of the logarithms of these elements.
 * @param weight What the dispersion of single samples is multiplied by: a tenth for the mean of ten.
 * @param variances Of each element on its own, added.
 */
export function covarianceOf(
  dispersion: Dispersion,
  weight: number,
  elements: readonly PatternElement[],
  variances: readonly number[],
): Square {
  let whole = wholes.get(dispersion);
  if (whole === undefined) {
    whole = wholeOf(dispersion);
    wholes.set(dispersion, whole);
  }
  const { cells, size } = whole;
  const covariance = zeros(elements.length);
  const places = elements.map((element) => patternElements.indexOf(element));
  for (const [row, place] of places.entries()) {
    const line = row * covariance.size;
    for (const [column, other] of places.entries())
      covariance.cells[line + column] = weight * at(cells, place * size + other);
    covariance.cells[line + row] = at(covariance.cells, line + row) + (variances[row] ?? 0);
  }
  return covariance;
}

/** Covariances of all fifteen elements, which are asked for over and over. */
const wholes = new WeakMap<Dispersion, Square>();

function wholeOf(dispersion: Dispersion): Square {
  const size = patternElements.length;
  const whole = zeros(size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      let sum = row === column ? dispersion.remainder ** 2 : 0;
      for (const [mode, vector] of modes.entries())
        sum += (dispersion.modes[mode] ?? 0) ** 2 * (vector[row] ?? 0) * (vector[column] ?? 0);
      whole.cells[row * size + column] = sum;
    }
  return whole;
}

function pooled(): Dispersion {
  const along = [0, 0, 0];
  let rest = 0;
  let freedom = 0;
  for (const { samples } of pool.groups) {
    const logarithms = samples.map((sample) => centred(sample.map(Math.log)));
    const mean = order.map((_, index) => average(logarithms.map((sample) => sample[index] ?? 0)));
    freedom += samples.length - 1;
    for (const sample of logarithms) {
      const away = sample.map((value, index) => value - (mean[index] ?? 0));
      const parts = modes.map((mode) => dot(mode, away));
      for (const [index, part] of parts.entries()) along[index] = (along[index] ?? 0) + part ** 2;
      rest += dot(away, away) - dot(parts, parts);
    }
  }
  const [tilt = 0, curve = 0, third = 0] = along.map((sum) => Math.sqrt(sum / freedom));
  // Closing and the three modes leave eleven directions to the remainder.
  return { modes: [tilt, curve, third], remainder: Math.sqrt(rest / freedom / (order.length - 1 - modes.length)) };
}

function orthonormal(vectors: readonly number[][]): number[][] {
  const found: number[][] = [];
  for (const vector of vectors) {
    let left = centred(vector);
    for (const earlier of found) {
      const part = dot(left, earlier);
      left = left.map((value, index) => value - part * (earlier[index] ?? 0));
    }
    const length = Math.sqrt(dot(left, left));
    found.push(left.map((value) => value / length));
  }
  return found;
}

function centred(vector: readonly number[]): number[] {
  const mean = average(vector);
  return vector.map((value) => value - mean);
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
