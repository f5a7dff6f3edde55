import { expect } from "chai";
import {
  concentrateOf,
  elementsOf,
  exaggerated,
  magnetOf,
  measured,
  separatedOxide,
  shareOut,
} from "../../../scripts/demo/compositions.ts";
import { compositionProblem, sharesOf } from "../../../src/domain/composition.ts";

const bayanObo = "Bayan Obo (bastnaesite, Inner Mongolia, CN)";
const longnan = "Longnan (ion-adsorption clay, heavy, Jiangxi, CN)";

describe("compositions of the demo", () => {
  it("turns a deposit's profile into shares of elements", () => {
    const composition = concentrateOf(bayanObo, 600_000);
    // 60 % oxides, 18.5 % of them Nd2O3: 111,000 ppm of oxide, of which 1 / 1.1664 is neodymium.
    expect(composition.Nd).to.deep.equal({ partsPerHundredMillion: 9_516_460 });
    expect(composition.Dy).to.deep.equal({ partsPerHundredMillion: 52_278 });
    expect(composition.Y).to.deep.equal({ detectionLimit: 60_000 });
    expect(composition.Pm).to.deep.equal({ detectionLimit: 100 });
    expect(compositionProblem(composition, "concentrate")).to.equal(undefined);
    // The profile closes to 99.6 %.
    expect(sharesOf(composition).asOxide).to.be.within(59_750_000, 59_760_000);
  });

  it("keeps a heavy clay's profile heavy", () => {
    const { Y, Nd, Tb, Dy } = concentrateOf(longnan, 920_000);
    expect([Y, Nd, Tb, Dy]).to.deep.equal([
      { partsPerHundredMillion: 47_090_322 },
      { partsPerHundredMillion: 2_366_255 },
      { partsPerHundredMillion: 1_016_833 },
      { partsPerHundredMillion: 5_370_741 },
    ]);
  });

  it("separates oxides in the proportion of the deposit", () => {
    const composition = separatedOxide(bayanObo, ["Pr", "Nd"], 995_000);
    expect(composition.Nd).to.deep.equal({ partsPerHundredMillion: 63_892_568 });
    expect(composition.Pr).to.deep.equal({ partsPerHundredMillion: 20_671_832 });
    expect(composition.Ce).to.deep.equal({ detectionLimit: 50_000 });
    expect(compositionProblem(composition, "separated-oxide")).to.equal(undefined);
  });

  it("makes magnets of elements, not of oxides", () => {
    const composition = magnetOf(bayanObo, ["Pr", "Nd"], 300_000);
    expect(sharesOf(composition).asElement).to.be.within(29_999_998, 30_000_000);
    expect(compositionProblem(composition, "magnet")).to.equal(undefined);
  });

  it("shares elements out as oxide or as element, with one limit for all others", () => {
    const oxide = shareOut(bayanObo, ["Pr", "Nd"], { oxidePartsPerMillion: 995_000 }, 40);
    expect(oxide.Nd).to.deep.equal(separatedOxide(bayanObo, ["Pr", "Nd"], 995_000).Nd);
    expect([oxide.Ce, oxide.Pm]).to.deep.equal([{ detectionLimit: 4_000 }, { detectionLimit: 4_000 }]);
    const metal = shareOut(bayanObo, ["Pr", "Nd"], { partsPerMillion: 995_000 }, 40);
    expect(sharesOf(metal).asElement).to.be.within(99_499_998, 99_500_000);
    expect(elementsOf(bayanObo)).to.deep.equal(["La", "Ce", "Pr", "Nd", "Sm", "Eu", "Gd", "Tb", "Dy"]);
  });

  it("measures near what was declared, and exaggerates one element alone", () => {
    const composition = separatedOxide(bayanObo, ["Nd"], 995_000);
    expect(measured(composition, -10).Nd).to.deep.equal({ partsPerHundredMillion: 85_219_906 });
    expect(measured(composition, -10).Ce).to.deep.equal(composition.Ce);
    const more = exaggerated(concentrateOf(longnan, 920_000), "Dy", 150);
    expect(more.Dy).to.deep.equal({ partsPerHundredMillion: 8_056_111 });
    expect(more.Y).to.deep.equal({ partsPerHundredMillion: 47_090_322 });
  });
});
