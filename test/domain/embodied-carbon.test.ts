import { expect } from "chai";
import fc from "fast-check";
import { carbonBySource, embodiedCarbon } from "../../src/domain/embodied-carbon.ts";
import type { LineageLot, LineageStep } from "../../src/domain/lineage.ts";
import { input, lineageOf, lotWith, step } from "./lineage-fixture.ts";

const ore = lotWith("0x1", 1_000n, { Nd: 100_000 }, { footprintGramsPerKilogram: 200 });

describe("embodied carbon", () => {
  it("of a lot without parents is its own", () => {
    expect(embodiedCarbon(lineageOf([ore], []))).to.deep.equal([{ source: "cradle", of: "0x1", milligrams: 200_000n }]);
  });

  it("is told by step: what went in, how it got there, what the process emitted, and what is declared above that", () => {
    // 200,000 mg of ore, 40,000 of transport, 60,000 of process: 300,000 mg, of which half goes with each output.
    const made = (id: string, footprint: number) =>
      lotWith(id, 100n, { Nd: 500_000 }, { madeBy: "0xa", footprintGramsPerKilogram: footprint });
    const done = step("0xa", [input(ore, { transportMilligrams: 40_000n })], ["0x2", "0x3"], {
      emissionsMilligrams: 60_000n,
    });
    const of = (lots: LineageLot[]) => embodiedCarbon(lineageOf(lots, [done]));
    expect(of([ore, made("0x3", 1_500), made("0x2", 1_600)])).to.deep.equal([
      { source: "cradle", of: "0x1", milligrams: 100_000n },
      { source: "declared-above", of: "0xa", milligrams: 10_000n },
      { source: "transport", of: "0xa", milligrams: 20_000n },
      { source: "process", of: "0xa", milligrams: 30_000n },
    ]);
  });

  it("tells what a withdrawal carries from other periods", () => {
    const made = lotWith("0x2", 100n, { Nd: 500_000 }, { madeBy: "0xa", footprintGramsPerKilogram: 2_500 });
    const done = step("0xa", [input(ore)], ["0x2"], { kind: "withdrawal", accountMilligrams: 250_000n });
    expect(embodiedCarbon(lineageOf([ore, made], [done]))).to.deep.equal([
      { source: "cradle", of: "0x1", milligrams: 200_000n },
      { source: "carried-over", of: "0xa", milligrams: 50_000n },
    ]);
    const half = step("0xa", [input(ore)], ["0x2"], { kind: "withdrawal", accountMilligrams: 100_000n });
    expect(embodiedCarbon(lineageOf([ore, made], [half]))).to.deep.equal([
      { source: "cradle", of: "0x1", milligrams: 100_000n },
      { source: "declared-above", of: "0xa", milligrams: 150_000n },
    ]);
  });

  it("is told by source alone, too, in one order", () => {
    const middle = lotWith("0x2", 100n, { Nd: 500_000 }, { madeBy: "0xa", footprintGramsPerKilogram: 2_500 });
    const last = lotWith("0x3", 100n, { Nd: 500_000 }, { madeBy: "0xb", footprintGramsPerKilogram: 3_000 });
    const steps = [
      step("0xa", [input(ore)], ["0x2"], { emissionsMilligrams: 50_000n }),
      step("0xb", [input(middle)], ["0x3"], { emissionsMilligrams: 40_000n }),
    ];
    expect(carbonBySource(lineageOf([ore, middle, last], steps))).to.deep.equal([
      { source: "cradle", milligrams: 200_000n },
      { source: "process", milligrams: 90_000n },
      { source: "declared-above", milligrams: 10_000n },
    ]);
    // What has nothing in it by which to share carries all as its own word.
    const empty = lotWith("0x2", 100n, {}, { madeBy: "0xa", footprintGramsPerKilogram: 2_500 });
    expect(carbonBySource(lineageOf([ore, empty], steps.slice(0, 1)))).to.deep.equal([
      { source: "declared-above", milligrams: 250_000n },
    ]);
  });

  it("sums to mass times footprint, whatever was made of what", () => {
    const amount = fc.bigInt({ min: 1n, max: 2n ** 40n });
    const round = fc.record({
      a: amount,
      b: amount,
      emissions: amount,
      transport: amount,
      more: amount,
      surplus: fc.nat(1_000),
    });
    fc.assert(
      fc.property(fc.array(round, { minLength: 1, maxLength: 30 }), (rounds) => {
        const lots: LineageLot[] = [ore, lotWith("0x2", 500n, { Nd: 7 }, { footprintGramsPerKilogram: 9_999 })];
        const steps: LineageStep[] = [];
        for (const [n, { a, b, emissions, transport, more, surplus }] of rounds.entries()) {
          const mass = a + b + more;
          const [before, last] = lots.slice(-2) as [LineageLot, LineageLot];
          const taken = [input(before, { grams: a, transportMilligrams: transport }), input(last, { grams: b })];
          const carbon = taken.reduce(
            (sum, each) => sum + each.grams * each.footprintGramsPerKilogram + each.transportMilligrams,
            emissions,
          );
          const least = Number((carbon + mass - 1n) / mass);
          const digest = `0xs${n}`;
          const footprintGramsPerKilogram = least + surplus;
          steps.push(step(digest, taken, [`0xm${n}`], { emissionsMilligrams: emissions }));
          lots.push(lotWith(`0xm${n}`, mass, { Nd: 5 }, { madeBy: digest, footprintGramsPerKilogram }));
        }
        const { massGrams, footprintGramsPerKilogram } = (lots.at(-1) as LineageLot).content;
        const parts = embodiedCarbon(lineageOf(lots, steps));
        const total = parts.reduce((sum, { milligrams }) => sum + milligrams, 0n);
        expect(total).to.equal(massGrams * BigInt(footprintGramsPerKilogram));
        expect(parts.every(({ milligrams }) => milligrams > 0n)).to.equal(true);
      }),
      { numRuns: 100 },
    );
  });
});
