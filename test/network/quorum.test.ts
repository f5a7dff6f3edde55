import { expect } from "chai";
import { quorum } from "../../src/network/quorum.ts";

describe("network/quorum", () => {
  it("is three of four, whoever counts", () => {
    expect(quorum("cometbft", 4)).to.equal(3);
    expect(quorum("qbft", 4)).to.equal(3);
  });

  it("is more than two thirds for CometBFT, and two thirds rounded up for QBFT", () => {
    for (let n = 1; n <= 200; n++) {
      const more = quorum("cometbft", n);
      expect(3 * more).to.be.greaterThan(2 * n);
      expect(3 * (more - 1)).to.be.at.most(2 * n);
      const up = quorum("qbft", n);
      expect(3 * up).to.be.at.least(2 * n);
      expect(3 * (up - 1)).to.be.lessThan(2 * n);
    }
    expect(quorum("cometbft", 3)).to.equal(3);
    expect(quorum("qbft", 3)).to.equal(2);
  });
});
