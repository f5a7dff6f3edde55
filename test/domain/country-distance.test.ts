import { expect } from "chai";
import { leastKilometres } from "../../src/domain/country-distance.ts";

describe("the least distance between two countries", () => {
  it("is nought between neighbours, and never more than it is, whichever comes first", () => {
    expect(leastKilometres("CN", "VN")).to.equal(0);
    expect(leastKilometres("CN", "CN")).to.equal(0);
    // By the great circle the north of China is some 8,500 km from Baja California, and Australia some 11,500 from Germany.
    expect(leastKilometres("CN", "MX")).to.be.within(7_500, 9_000);
    expect(leastKilometres("MX", "CN")).to.equal(leastKilometres("CN", "MX"));
    expect(leastKilometres("AU", "DE")).to.be.within(9_500, 12_000);
  });

  it("is unknown where the map lacks a country", () => {
    expect(leastKilometres("SG", "CN")).to.equal(undefined);
    expect(leastKilometres("XX", "CN")).to.equal(undefined);
  });
});
