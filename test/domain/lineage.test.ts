import { expect } from "chai";
import { elementSymbols } from "../../src/domain/elements.ts";
import { carbonOf, foundIn, type LineageStep, stepFaults, upperBounds, weightOf } from "../../src/domain/lineage.ts";
import { input, lineageOf, lotWith, step } from "./lineage-fixture.ts";

const ore = lotWith("0x1", 1_000n, { Nd: 100_000, Dy: 1_000 });
const faultsOf = (made: ReturnType<typeof lotWith>[], changes: Partial<LineageStep> = {}) => {
  const done = step(
    "0xa",
    [input(ore)],
    made.map(({ id }) => id),
    changes,
  );
  return stepFaults(lineageOf([ore, ...made], [done]), done);
};

describe("a step of a lineage, judged again", () => {
  it("counts limits of detection as the most there can be", () => {
    const bounds = upperBounds(ore.content, 10n);
    expect(bounds[elementSymbols.indexOf("Nd")]).to.equal(1_000_000_000n);
    expect(bounds[elementSymbols.indexOf("Sc")]).to.equal(50_000n);
  });

  it("keeps the laws where nothing more comes out than went in", () => {
    expect(
      faultsOf([lotWith("0x2", 600n, { Nd: 100_000, Dy: 1_000 }), lotWith("0x3", 400n, { Nd: 100_000, Dy: 1_000 })]),
    ).to.deep.equal([]);
  });

  it("names the element that grew, however little, and however much of others was lost", () => {
    expect(faultsOf([lotWith("0x2", 1_000n, { Nd: 50_000, Dy: 1_001 })])).to.deep.equal([
      { law: "mass", element: "Dy", outNanograms: 1_001_000_000n, inNanograms: 1_000_000_000n },
    ]);
    // What the assay did not find is no content, however much its limit leaves open.
    expect(faultsOf([lotWith("0x2", 1_000n, { Nd: 50_000, Tb: 5 })])).to.deep.equal([
      { law: "mass", element: "Tb", outNanograms: 5_000_000n, inNanograms: 0n },
    ]);
  });

  it("lets a limit of detection be relied on as far as the ledger recorded it, and no further", () => {
    const relying = [lotWith("0x2", 1_000n, { Nd: 50_000, Tb: 5 })];
    expect(faultsOf(relying, { reliedNanograms: 5_000_000n })).to.deep.equal([]);
    expect(faultsOf(relying, { reliedNanograms: 4_999_999n })).to.have.lengthOf(1);
    const beyond = [lotWith("0x2", 1_000n, { Nd: 50_000, Tb: 6 })];
    expect(faultsOf(beyond, { reliedNanograms: 6_000_000n })).to.have.lengthOf(1);
    expect(faultsOf(beyond, { reliedNanograms: 5_000_000n, toleratedNanograms: 1_000_000n })).to.deep.equal([]);
  });

  it("lets certified goods keep their intensity, however much that is lighter they are mixed with", () => {
    const heavy = lotWith("0x1", 1_000n, { Nd: 100_000 }, { footprintGramsPerKilogram: 50_000 });
    const light = lotWith("0x9", 100_000n, { Nd: 100_000 }, { footprintGramsPerKilogram: 1 });
    const faults = (footprintGramsPerKilogram: number) => {
      const made = [
        lotWith("0x2", 1_000n, { Nd: 100_000 }, { footprintGramsPerKilogram }),
        lotWith("0x3", 100_000n, { Nd: 100_000 }, { certifiable: false }),
      ];
      const blend = step("0xa", [input(heavy), input(light, { isCertified: false })], ["0x2", "0x3"]);
      return stepFaults(lineageOf([heavy, light, ...made], [blend]), blend).map(({ law }) => law);
    };
    expect(faults(50_000)).to.deep.equal([]);
    expect(faults(49_999)).to.deep.equal(["carbon"]);
  });

  it("lets pass what the ledger recorded as tolerated, and not a nanogram more", () => {
    const grown = [lotWith("0x2", 1_000n, { Nd: 100_001, Dy: 1_000 })];
    expect(faultsOf(grown, { toleratedNanograms: 1_000_000n })).to.deep.equal([]);
    expect(faultsOf(grown, { toleratedNanograms: 999n })).to.have.lengthOf(1);
  });

  it("holds certifiable outputs to what went in certified, where not all of it was", () => {
    const raw = lotWith("0x9", 1_000n, { Nd: 100_000, Dy: 1_000 });
    const faults = (certified: bigint) => {
      const made = [
        lotWith("0x2", certified, { Nd: 100_000, Dy: 1_000 }),
        lotWith("0x3", 2_000n - certified, { Nd: 100_000, Dy: 1_000 }, { certifiable: false }),
      ];
      const blend = step("0xa", [input(ore), input(raw, { isCertified: false })], ["0x2", "0x3"]);
      return stepFaults(lineageOf([ore, raw, ...made], [blend]), blend);
    };
    expect(faults(1_000n)).to.deep.equal([]);
    expect(faults(1_001n).map(({ law }) => law)).to.include("certified-share");
  });

  it("counts what earlier withdrawals of the period took", () => {
    const half = [lotWith("0x2", 600n, { Nd: 100_000, Dy: 1_000 })];
    const account = { kind: "withdrawal", accountMilligrams: 0n } as const;
    const taken = (grams: bigint) => foundIn(ore.content, grams);
    expect(faultsOf(half, { ...account, takenBefore: taken(400n) })).to.deep.equal([]);
    expect(faultsOf(half, { ...account, takenBefore: taken(401n) }).map(({ law }) => law)).to.include("mass");
  });

  it("asks of every output its share of the carbon: of inputs, transport and process", () => {
    const changes = { inputs: [input(ore, { transportMilligrams: 77n })], emissionsMilligrams: 23n };
    expect(carbonOf(step("0xa", changes.inputs, [], changes))).to.equal(1_000_100n);
    // Twice as rich in rare earths, so two thirds of the carbon: 666,733.3 mg on 500 g.
    const made = (footprint: number) => [
      lotWith("0x2", 500n, { Nd: 100_000 }, { footprintGramsPerKilogram: footprint }),
      lotWith("0x3", 500n, { Nd: 50_000 }, { footprintGramsPerKilogram: 667 }),
    ];
    expect(faultsOf(made(1_334), changes)).to.deep.equal([]);
    expect(faultsOf(made(1_333), changes)).to.deep.equal([
      { law: "carbon", lot: "0x2", footprintGramsPerKilogram: 1_333, leastMilligrams: 666_734n },
    ]);
  });

  it("gains nothing by rounding over 10,000 tiny steps, each taken as far as the law lets it", () => {
    const share = 271_828;
    let [made, carbon] = [0n, 0n];
    for (let n = 0; n < 10_000; n += 1) {
      const taken = lotWith("0x1", BigInt(3 + (n % 7)), { Nd: 100_003 });
      const most = (taken.content.massGrams * 100_003n) / BigInt(share);
      const lot = (grams: bigint, footprintGramsPerKilogram: number) =>
        lotWith("0x2", grams, { Nd: share }, { footprintGramsPerKilogram });
      const faults = (grams: bigint, footprint: number) => {
        const done = step("0xa", [input(taken)], ["0x2"]);
        return stepFaults(lineageOf([taken, lot(grams, footprint)], [done]), done).map(({ law }) => law);
      };
      const whole = taken.content.massGrams * 1_000n;
      if (most === 0n) continue;
      const least = Number((whole + most - 1n) / most);
      expect(faults(most, least)).to.deep.equal([]);
      expect(faults(most + 1n, least)).to.deep.equal(["mass"]);
      expect(faults(most, least - 1)).to.deep.equal(["carbon"]);
      made += most * BigInt(share) - taken.content.massGrams * 100_003n;
      carbon += most * BigInt(least) - whole;
    }
    expect(made <= 0n).to.equal(true);
    expect(carbon >= 0n).to.equal(true);
  }).timeout(60_000);

  it("shares carbon by value where it is allocated by prices", () => {
    const rich = lotWith("0x2", 10n, { Dy: 1_000 }).content;
    expect(weightOf(rich, null)).to.equal(1_000_000n);
    expect(weightOf(rich, { Dy: 300 })).to.equal(300_000_000n);
    expect(weightOf(rich, { Nd: 70 })).to.equal(0n);
  });
});
