import { expect } from "chai";
import { formatFootprint, formatGrams, formatNanograms, formatShare } from "../../src/domain/amounts.ts";

describe("amounts for people", () => {
  it("show nanograms exactly, in grams below a kilogram", () => {
    expect([0n, 1n, 838_100_200n, 10n ** 12n, 10n ** 15n + 1n].map(formatNanograms)).to.deep.equal([
      "0 g",
      "0.000000001 g",
      "0.8381002 g",
      "1 kg",
      "1.000000000000001 t",
    ]);
  });

  it("show a mass exactly, in the unit that suits it", () => {
    const shown = [0n, 999n, 1_000n, 12_500n, 999_999n, 1_000_000n, 25_000_000n, 1_234_567_891n, 281_474_976_710_655n];
    expect(shown.map(formatGrams)).to.deep.equal([
      "0 g",
      "999 g",
      "1 kg",
      "12.5 kg",
      "999.999 kg",
      "1 t",
      "25 t",
      "1,234.567891 t",
      "281,474,976.710655 t",
    ]);
  });

  it("show a share exactly, in percent", () => {
    expect([1, 1_000, 857_000, 31_250_000, 100_000_000].map(formatShare)).to.deep.equal([
      "0.000001 %",
      "0.001 %",
      "0.857 %",
      "31.25 %",
      "100 %",
    ]);
  });

  it("show a footprint in kilograms per kilogram", () => {
    expect([17_600, 1, 24_300].map(formatFootprint)).to.deep.equal([
      "17.6 kg CO2e/kg",
      "0.001 kg CO2e/kg",
      "24.3 kg CO2e/kg",
    ]);
  });
});
