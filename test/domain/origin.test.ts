import { expect } from "chai";
import fc from "fast-check";
import type { LineageLot, LineageStep } from "../../src/domain/lineage.ts";
import { madeIn, originsOf } from "../../src/domain/origin.ts";
import { input, lineageOf, lotWith, step } from "./lineage-fixture.ts";

const baotou = lotWith("0x1", 300n, { Nd: 100_000, Dy: 1_000 });
const chipwi = lotWith("0x2", 100n, { Nd: 100_000, Dy: 9_000 }, { originCountry: "MM", deposit: "Chipwi" });

describe("origin", () => {
  it("of a lot without parents is what it declares", () => {
    expect(originsOf(lineageOf([baotou], []))).to.deep.equal([
      { country: "CN", deposit: "Bayan Obo", partsPerMillion: { Nd: 1_000_000, Dy: 1_000_000 } },
    ]);
  });

  it("is shared element by element, by what each input brought of it", () => {
    const blend = lotWith("0x3", 400n, { Nd: 100_000, Dy: 3_000 }, { madeBy: "0xa" });
    const lineage = lineageOf([baotou, chipwi, blend], [step("0xa", [input(baotou), input(chipwi)], ["0x3"])]);
    expect(originsOf(lineage)).to.deep.equal([
      { country: "CN", deposit: "Bayan Obo", partsPerMillion: { Nd: 750_000, Dy: 250_000 } },
      { country: "MM", deposit: "Chipwi", partsPerMillion: { Nd: 250_000, Dy: 750_000 } },
    ]);
  });

  it("goes by mass where nobody found the element in what went in", () => {
    const odd = lotWith("0x3", 400n, { Tb: 1 }, { madeBy: "0xa" });
    const lineage = lineageOf([baotou, chipwi, odd], [step("0xa", [input(baotou), input(chipwi)], ["0x3"])]);
    expect(originsOf(lineage).map(({ partsPerMillion }) => partsPerMillion)).to.deep.equal([
      { Tb: 750_000 },
      { Tb: 250_000 },
    ]);
  });

  it("sums to a million for every element, through any number of steps", () => {
    const grams = fc.bigInt({ min: 1n, max: 2n ** 48n - 1n });
    fc.assert(
      fc.property(
        fc.array(fc.array(grams, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 40 }),
        (rounds) => {
          const roots = ["CN", "MM", "AU"].map((originCountry, i) =>
            lotWith(`0x${i}`, 2n ** 48n, { Nd: 1 + i }, { originCountry }),
          );
          const lots: LineageLot[] = [...roots];
          const steps: LineageStep[] = [];
          for (const [round, [a = 1n, b = 1n, c = 1n]] of rounds.entries()) {
            const [first, second, third] = lots.slice(-3) as [LineageLot, LineageLot, LineageLot];
            const digest = `0xs${round}`;
            const taken = [input(first, { grams: a }), input(second, { grams: b }), input(third, { grams: c })];
            steps.push(step(digest, taken, [`0xm${round}`]));
            lots.push(lotWith(`0xm${round}`, 1n, { Nd: 7 }, { madeBy: digest }));
          }
          const sum = originsOf(lineageOf(lots, steps)).reduce(
            (total, { partsPerMillion }) => total + (partsPerMillion.Nd ?? 0),
            0,
          );
          expect(sum).to.equal(1_000_000);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("follows ten thousand steps in a row", () => {
    const lots = [baotou, chipwi];
    const steps: LineageStep[] = [];
    for (let n = 0; n < 10_000; n += 1) {
      const [before, last] = lots.slice(-2) as [LineageLot, LineageLot];
      steps.push(step(`0xs${n}`, [input(before), input(last)], [`0xm${n}`]));
      lots.push(lotWith(`0xm${n}`, 100n, { Nd: 100_000 }, { madeBy: `0xs${n}` }));
    }
    const origins = originsOf(lineageOf(lots, steps));
    expect(origins).to.have.lengthOf(2);
  }).timeout(60_000);
});

describe("where a lot was made", () => {
  const oxide = lotWith("0x3", 100n, { Nd: 700_000 }, { madeBy: "0xa", country: "MY" });
  const separation = step("0xa", [input(baotou), input(chipwi)], ["0x3"], { process: "separation" });

  it("is where it was mined, or where its last process ended", () => {
    expect(madeIn(lineageOf([chipwi], []))).to.deep.equal([chipwi.content.country]);
    expect(madeIn(lineageOf([baotou, chipwi, oxide], [separation]))).to.deep.equal(["MY"]);
  });

  it("is not where it was packed, however often, and all places of what was packed together", () => {
    const elsewhere = lotWith("0x4", 100n, { Nd: 700_000 }, { country: "JP" });
    const packed = lotWith("0x5", 200n, { Nd: 700_000 }, { madeBy: "0xb", country: "TH" });
    const again = lotWith("0x6", 200n, { Nd: 700_000 }, { madeBy: "0xc", country: "MX" });
    const steps = [
      separation,
      step("0xb", [input(oxide), input(elsewhere)], ["0x5"], { process: "blending" }),
      step("0xc", [input(packed)], ["0x6"], { process: "repackaging" }),
    ];
    expect(madeIn(lineageOf([baotou, chipwi, oxide, elsewhere, packed, again], steps))).to.deep.equal(["JP", "MY"]);
  });
});
