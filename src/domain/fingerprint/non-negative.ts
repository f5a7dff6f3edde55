import { at, dot, lowerTriangle, solve, zeros } from "./cholesky.ts";

const tolerance = 1e-10;

/**
 * Least squares under the condition that no factor is negative (Lawson and Hanson, Solving Least Squares Problems, 1974, chapter 23).
 * @param columns Independent of each other.
 * @returns A factor for each column.
 */
export function nonNegativeLeastSquares(columns: readonly (readonly number[])[], target: readonly number[]): number[] {
  const count = columns.length;
  const factors = new Array<number>(count).fill(0);
  const free = new Set<number>();
  for (let round = 0; round < 3 * count; round++) {
    const left = target.slice();
    for (const index of free) add(left, columns[index] as readonly number[], -at(factors, index));
    const gains = columns.map((column, index) => (free.has(index) ? 0 : dot(column, left)));
    const most = gains.indexOf(Math.max(...gains));
    if (most === -1 || (gains[most] as number) <= tolerance) break;
    free.add(most);
    for (;;) {
      const chosen = [...free];
      const wanted = unconstrained(
        chosen.map((index) => columns[index] as readonly number[]),
        target,
      );
      const negative = chosen.flatMap((index, place) => (at(wanted, place) <= 0 ? [{ index, place }] : []));
      if (negative.length === 0) {
        for (const [place, index] of chosen.entries()) factors[index] = at(wanted, place);
        break;
      }
      // As far towards the wanted factors as none turns negative.
      const step = Math.min(
        ...negative.map(({ index, place }) => {
          const from = at(factors, index);
          return from / (from - at(wanted, place));
        }),
      );
      for (const [place, index] of chosen.entries()) {
        const from = at(factors, index);
        factors[index] = from + step * (at(wanted, place) - from);
      }
      for (const { index } of negative)
        if (at(factors, index) <= tolerance) {
          factors[index] = 0;
          free.delete(index);
        }
    }
  }
  return factors;
}

function unconstrained(columns: readonly (readonly number[])[], target: readonly number[]): number[] {
  const normal = zeros(columns.length);
  for (const [row, a] of columns.entries())
    for (const [column, b] of columns.entries()) normal.cells[row * columns.length + column] = dot(a, b);
  return solve(
    lowerTriangle(normal),
    Array.from(columns, (column) => dot(column, target)),
  );
}

function add(to: number[], column: readonly number[], by: number): void {
  for (let index = 0; index < to.length; index++) to[index] = at(to, index) + by * at(column, index);
}
