import { expect } from "chai";
import table from "../../../data/fingerprint-profiles.json" with { type: "json" };
import { patternElements } from "../../../src/domain/fingerprint/assay.ts";
import { covarianceOf, rockDispersion } from "../../../src/domain/fingerprint/dispersion.ts";
import {
  evidences,
  type ProfileRecord,
  profilesFrom,
  referenceProfiles,
} from "../../../src/domain/fingerprint/profile.ts";
import { expectNear } from "../../support/near.ts";
import { profileOf } from "./simulated.ts";

const records = table.profiles as readonly ProfileRecord[];

describe("reference profiles", () => {
  it("say what was read and what not, each with a known kind of evidence, under one id each", () => {
    expect(new Set(records.map(({ id }) => id)).size).to.equal(records.length);
    expect(Object.keys(table.evidence)).to.deep.equal([...evidences]);
    for (const { id, source, evidence, samples, shares } of records) {
      expect(source, id).to.include("Read: ");
      expect(evidences, id).to.include(evidence);
      expect(samples === undefined, id).to.equal(shares !== undefined);
      expect(evidence === "samples read" || evidence === "published means read", id).to.equal(samples !== undefined);
    }
  });

  it("state the same elements in every sample of one, none of them nothing", () => {
    for (const { id, samples = [] } of records)
      for (const { values } of samples) {
        expect(Object.keys(values), id).to.deep.equal(Object.keys(samples[0]?.values ?? {}));
        expect(Math.min(...Object.values(values)), id).to.be.above(0);
      }
  });

  it("leave out what does not close", () => {
    for (const { id, shares, basis, unusable } of records) {
      if (shares === undefined || basis !== "oxide") continue;
      const sum = Object.values(shares).reduce((all, share) => all + share, 0);
      expect(Math.abs(sum - 100) > 2, id).to.equal(unusable !== undefined);
    }
    expect(referenceProfiles.map(({ id }) => id)).not.to.include("xunwu");
  });

  it("read oxide as element, rounding as variance, and what is left out as a limit", () => {
    const { centre, rounding, most } = profileOf("bayan-obo");
    // CeO2 has 0.8141 of cerium, La2O3 0.8527 of lanthanum.
    expectNear(Math.exp((centre.get("Ce") ?? 0) - (centre.get("La") ?? 0)), (50 * 0.8141) / (23 * 0.8527), 1e-3);
    expectNear(rounding.get("Eu"), (0.1 / 0.2) ** 2 / 12, 1e-12);
    expect([...most.keys()]).to.deep.equal(["Y", "Ho", "Er", "Tm", "Yb", "Lu"]);
  });

  it("have the geometric mean of their samples as centre", () => {
    const [profile] = profilesFrom([
      {
        ...(records[0] as ProfileRecord),
        shares: undefined as never,
        basis: "element",
        samples: [
          { id: "a", values: { La: 1, Ce: 4 } },
          { id: "b", values: { La: 4, Ce: 4 } },
        ],
      },
    ]);
    expectNear(Math.exp(profile?.centre.get("La") ?? 0), 2, 1e-12);
    expect(profile?.centreSamples).to.equal(2);
  });
});

describe("dispersion within deposits", () => {
  it("is what the published analyses have", () => {
    const [tilt, curve, third] = rockDispersion.modes;
    // Computed from the same file in another language.
    expectNear(tilt, 1.0946, 1e-3);
    expectNear(curve, 0.5924, 1e-3);
    expectNear(third, 0.3163, 1e-3);
    expectNear(rockDispersion.remainder, 0.083, 1e-3);
  });

  it("lets neighbours stray together, and light against heavy", () => {
    const { cells, size } = covarianceOf(rockDispersion, 1, patternElements, []);
    const of = (a: string, b: string) =>
      cells[patternElements.indexOf(a as never) * size + patternElements.indexOf(b as never)] ?? 0;
    const ratio = (a: string, b: string) => Math.sqrt(of(a, a) + of(b, b) - 2 * of(a, b));
    expect(ratio("Pr", "Nd")).to.be.below(0.25);
    expect(ratio("Y", "Dy")).to.be.below(0.25);
    expect(ratio("Yb", "La")).to.be.above(0.8);
  });
});
