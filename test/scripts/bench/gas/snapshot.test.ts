import { expect } from "chai";
import { measureGas } from "../../../../scripts/bench/gas/measure.ts";
import { type GasSnapshot, movedBy, readSnapshot } from "../../../../scripts/bench/gas/snapshot.ts";

describe("gas", () => {
  it("is what is kept, to one per cent (npm run bench -- gas --keep keeps new figures)", async function () {
    this.timeout(180_000);
    expect(movedBy(0.01, readSnapshot(), await measureGas())).to.deep.equal([]);
  });

  it("counts as moved by more than the share, either way, and where it is new", () => {
    const [first] = readSnapshot();
    if (first === undefined) throw new Error("Nothing is kept");
    const kept: GasSnapshot = [{ ...first, metric: "one", gas: 1_000 }];
    const moved = (gas: number, metric = "one") => movedBy(0.01, kept, [{ ...first, metric, gas }]);
    expect([...moved(1_010), ...moved(990)]).to.deep.equal([]);
    expect(moved(1_011)).to.deep.equal(["one: 1011, and was 1000"]);
    expect(moved(989)).to.deep.equal(["one: 989, and was 1000"]);
    expect(moved(1_000, "another")).to.deep.equal(["another: 1000, and was never kept"]);
  });

  it("is spent on what is told apart, to the last", () => {
    for (const { metric, gas, destinations } of readSnapshot()) {
      const sum = Object.values(destinations).reduce((total, part) => total + part, 0);
      expect(sum, metric).to.equal(gas);
      expect(Math.min(...Object.values(destinations)), metric).to.be.greaterThan(0);
    }
  });
});
