import { expect } from "chai";
import { carbonDrawn, expiryOf, periodAt } from "../../src/domain/site-account.ts";

const day = 86_400n;

describe("a site's account", () => {
  it("has periods of ninety days, whose credits live until the next one ends", () => {
    expect(periodAt(90n * day - 1n)).to.equal(0);
    expect(periodAt(90n * day)).to.equal(1);
    expect(expiryOf(1)).to.equal(270n * day);
  });

  it("gives carbon by the credits taken, rounded up, and all of it with the last", () => {
    expect(carbonDrawn(100n, 1n, 3n)).to.equal(34n);
    expect(carbonDrawn(100n, 3n, 3n)).to.equal(100n);
    expect(carbonDrawn(0n, 1n, 3n)).to.equal(0n);
  });
});
