import { expect } from "chai";
import { gasReserve, groupGas, sufficientGas, TRANSACTION_GAS, transactionGas } from "../../src/relay/gas.ts";

const call = (gasBudget: number, data = "0x") => ({ module: `0x${"0".repeat(40)}`, gasBudget, data });

describe("gas", () => {
  it("reserves what the batch entry asks for before a statement, and before a bundle", () => {
    // budget * 64 / 63 + 3,000, rounded down, as the contract has it.
    expect(gasReserve([call(630_000)])).to.equal(643_000);
    expect(gasReserve([call(100)])).to.equal(3_101);
    expect(gasReserve([call(630_000), call(63_000)])).to.equal(
      Math.floor(((10_000 + 643_000 + 67_000) * 64) / 63) + 3_000,
    );
  });

  it("counts the bytes of the call as the ledger does", () => {
    const plain = groupGas([call(0)], 0);
    expect(groupGas([call(0, "0x00ff0012")], 0) - plain).to.equal(4 + 16 + 4 + 16);
  });

  it("leaves the largest reserve untouched, once", () => {
    const groups = [
      { gas: 50_000, reserve: 400_000 },
      { gas: 60_000, reserve: 900_000 },
    ];
    expect(transactionGas(groups)).to.equal(TRANSACTION_GAS + 110_000 + 900_000);
  });

  it("suffices, without a simulation, for all budgets at once", () => {
    const groups = [[call(350_000)], [call(400_000), call(350_000)]];
    expect(sufficientGas(groups)).to.be.greaterThan(TRANSACTION_GAS + 350_000 + 400_000 + 350_000);
  });

  it("suffices for the bytes of the calls, whatever they are: as if none of them were zero", () => {
    const least = (group: ReturnType<typeof call>[]) => TRANSACTION_GAS + groupGas(group, gasReserve(group));
    const full = [call(1_000, "0xff01"), call(1_000, "0x10")];
    expect(sufficientGas([full])).to.equal(least(full));
    const halfEmpty = [call(1_000, "0xff00"), call(1_000, "0x00")];
    expect(sufficientGas([halfEmpty]))
      .to.equal(least(full))
      .and.to.be.greaterThan(least(halfEmpty));
  });
});
