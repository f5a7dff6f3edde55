import { expect } from "chai";

/**
 * Fails unless two numbers are less than `within` apart. chai's own `closeTo` takes whole numbers only as soon as the matchers of the
 * contracts' suites are loaded beside.
 */
export function expectNear(actual: number | undefined, expected: number, within: number): void {
  expect(Math.abs((actual ?? Number.NaN) - expected), `${actual} beside ${expected}`).to.be.at.most(within);
}
