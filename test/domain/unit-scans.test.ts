import { expect } from "chai";
import { cloneSignsOf, type UnitScan } from "../../src/domain/unit-scans.ts";

const scan = (country: string, hour: number, isAfterEnd = false): UnitScan => ({ country, hour, count: 1, isAfterEnd });

describe("scans of one gram", () => {
  it("are unsuspicious along a way", () => {
    expect(cloneSignsOf([])).to.deep.equal([]);
    expect(cloneSignsOf([scan("CN", 1), scan("CN", 1), scan("NL", 600), scan("DE", 602)])).to.deep.equal([]);
  });

  it("show impossible travel in whatever order they come", () => {
    expect(cloneSignsOf([scan("DE", 11), scan("CN", 10)])).to.deep.equal(["impossible-travel"]);
    expect(cloneSignsOf([scan("DE", 12), scan("CN", 10)])).to.deep.equal([]);
  });

  it("show too many countries within a month, and not over a year", () => {
    const countries = ["CN", "NL", "DE", "FR", "US"];
    expect(cloneSignsOf(countries.map((country, at) => scan(country, at * 100)))).to.deep.equal(["many-places"]);
    expect(cloneSignsOf(countries.map((country, at) => scan(country, at * 720)))).to.deep.equal([]);
  });

  it("show one that came when no gram was left", () => {
    expect(cloneSignsOf([scan("CN", 1), scan("CN", 2, true)])).to.deep.equal(["after-the-end"]);
  });
});
