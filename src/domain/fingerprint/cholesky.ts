/** A square matrix, row after row. Plain arrays: at this size they are twice as fast as typed ones. */
export interface Square {
  size: number;
  cells: number[];
}

export function zeros(size: number): Square {
  return { size, cells: new Array<number>(size * size).fill(0) };
}

/**
 * The lower triangle whose product with its transpose is the matrix (Cholesky).
 * @throws Error if the matrix is not positive definite.
 */
export function lowerTriangle({ size, cells }: Square): Square {
  const lower = zeros(size);
  const found = lower.cells;
  for (let row = 0; row < size; row++)
    for (let column = 0; column <= row; column++) {
      let sum = at(cells, row * size + column);
      for (let index = 0; index < column; index++)
        sum -= at(found, row * size + index) * at(found, column * size + index);
      if (row !== column) found[row * size + column] = sum / at(found, column * size + column);
      else if (sum > 0) found[row * size + column] = Math.sqrt(sum);
      else throw new Error("A covariance is not positive definite");
    }
  return lower;
}

/** Solves the lower triangle against a vector. */
export function forward({ size, cells }: Square, right: readonly number[]): number[] {
  const found = new Array<number>(size).fill(0);
  for (let row = 0; row < size; row++) {
    let sum = at(right, row);
    for (let column = 0; column < row; column++) sum -= at(cells, row * size + column) * at(found, column);
    found[row] = sum / at(cells, row * size + row);
  }
  return found;
}

/** Solves a matrix against a vector, by its lower triangle. */
export function solve(lower: Square, right: readonly number[]): number[] {
  const { size, cells } = lower;
  const found = forward(lower, right);
  for (let row = size - 1; row >= 0; row--) {
    let sum = at(found, row);
    for (let below = row + 1; below < size; below++) sum -= at(cells, below * size + row) * at(found, below);
    found[row] = sum / at(cells, row * size + row);
  }
  return found;
}

export function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += at(a, index) * at(b, index);
  return sum;
}

/** A number that is known to be there. */
export function at(vector: readonly number[], index: number): number {
  return vector[index] as number;
}
