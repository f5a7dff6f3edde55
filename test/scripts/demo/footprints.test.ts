import { expect } from "chai";
import { separatedOxide } from "../../../scripts/demo/compositions.ts";
import { elementwiseFootprint, publishedFootprint } from "../../../scripts/demo/footprints.ts";

describe("footprints of the demo", () => {
  it("takes a published range at its upper end, with its source", () => {
    const footprint = publishedFootprint("mixed rare-earth oxides from ion-adsorption clay", 1);
    expect(footprint).to.deep.equal({
      gramsPerKilogram: 24_300,
      method: 1,
      allocation: "mass",
      source: "Processes 2022, 10(7), 1354",
    });
  });

  it("sums published figures of the elements, rounding up", () => {
    const oxide = separatedOxide("Bayan Obo (bastnaesite, Inner Mongolia, CN)", ["Pr", "Nd"], 995_000);
    // 0.638925 × 17.6 + 0.206718 × 19.2 kg CO2e per kg.
    expect(elementwiseFootprint(oxide).gramsPerKilogram).to.equal(15_215);
    expect(elementwiseFootprint(oxide).source).to.contain("Nuss & Eckelman");
  });

  it("counts an element without a figure as the worst of those that have one", () => {
    const oxide = separatedOxide("Longnan (ion-adsorption clay, heavy, Jiangxi, CN)", ["Er"], 990_000);
    // 990,000 ppm Er2O3 hold 865,763 ppm erbium, at terbium's 297 kg.
    expect(elementwiseFootprint(oxide).gramsPerKilogram).to.equal(257_132);
  });

  it("has no figure for what nobody published", () => {
    expect(() => publishedFootprint("cerium hydride", 1)).to.throw("cerium hydride");
  });
});
