import { expect } from "chai";
import { classOf } from "../../src/domain/certificate-class.ts";

const threshold = { lowCarbonGramsPerKilogram: 100, zeroCarbonGramsPerKilogram: 10 };
const claims = (footprint: number, removals = 0, offsets = 0, attested = removals) => ({
  footprintGramsPerKilogram: footprint,
  removalsGramsPerKilogram: removals,
  attestedRemovalsGramsPerKilogram: attested,
  offsetsGramsPerKilogram: offsets,
});

describe("the class of a certificate", () => {
  it("goes by what is left after removals, at both thresholds", () => {
    expect(classOf(claims(10), threshold)).to.equal("zero-carbon");
    expect(classOf(claims(11), threshold)).to.equal("low-carbon");
    expect(classOf(claims(100), threshold)).to.equal("low-carbon");
    expect(classOf(claims(101), threshold)).to.equal("verified");
    expect(classOf(claims(500, 495), threshold)).to.equal("zero-carbon");
    expect(classOf(claims(5, 9), threshold)).to.equal("zero-carbon");
  });

  it("counts removals as far as somebody independent attested them, and no further than declared", () => {
    expect(classOf(claims(500, 495, 0, 0), threshold)).to.equal("verified");
    expect(classOf(claims(500, 495, 0, 489), threshold)).to.equal("low-carbon");
    expect(classOf(claims(500, 400, 0, 495), threshold)).to.equal("low-carbon");
  });

  it("never counts offsets towards low or zero carbon", () => {
    expect(classOf(claims(101, 0, 101), threshold)).to.equal("offset-neutral");
    expect(classOf(claims(101, 0, 100), threshold)).to.equal("verified");
    expect(classOf(claims(50, 0, 50), threshold)).to.equal("low-carbon");
  });

  it("is no more than verified where the scheme sets no threshold", () => {
    expect(classOf(claims(0), undefined)).to.equal("verified");
    expect(classOf(claims(5, 0, 5), undefined)).to.equal("offset-neutral");
  });
});
