/**
 * Probability that a chi-squared variable exceeds a value, by the closed forms for whole degrees of freedom.
 * @param freedom Degrees of freedom, at least 1.
 */
export function exceedance(value: number, freedom: number): number {
  if (value <= 0) return 1;
  const half = value / 2;
  let term = freedom % 2 === 0 ? Math.exp(-half) : Math.sqrt(half / Math.PI) * 2 * Math.exp(-half);
  let sum = freedom % 2 === 0 ? term : normalTails(Math.sqrt(value));
  if (freedom === 1) return sum;
  if (freedom % 2 === 1) sum += term;
  for (let step = freedom % 2 === 0 ? 2 : 3; step < freedom; step += 2) {
    term *= value / step;
    sum += term;
  }
  return Math.min(1, sum);
}

/** Probability that a standard normal variable is farther from zero than this. */
function normalTails(distance: number): number {
  const square = distance ** 2;
  if (distance < 3) {
    let term = distance;
    let sum = term;
    for (let n = 1; term > sum * 1e-16; n++) {
      term *= square / (2 * n + 1);
      sum += term;
    }
    return 1 - Math.sqrt(2 / Math.PI) * Math.exp(-square / 2) * sum;
  }
  // Laplace's continued fraction, from its far end.
  let fraction = 0;
  for (let n = 60; n >= 1; n--) fraction = n / (distance + fraction);
  return (Math.sqrt(2 / Math.PI) * Math.exp(-square / 2)) / (distance + fraction);
}
