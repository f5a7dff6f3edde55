import { expect } from "chai";
import { Rpc } from "../../src/ledger/rpc.ts";
import { quoteFees, raiseFees } from "../../src/relay/fees.ts";
import { type Anvil, startAnvil } from "../support/anvil.ts";

describe("fees", () => {
  let anvil: Anvil;
  let rpc: Rpc;

  before(async () => {
    anvil = await startAnvil();
    rpc = new Rpc(anvil.url);
  });

  after(async () => {
    rpc.close();
    await anvil.close();
  });

  it("are nothing where there is no base fee", async () => {
    expect(await quoteFees(rpc)).to.deep.equal({ maxFee: 0n, maxPriorityFee: 0n });
  });

  it("follow the base fee where there is one", async () => {
    await rpc.call("anvil_setNextBlockBaseFeePerGas", ["0x77359400"]);
    await rpc.call("evm_mine", []);
    expect(await quoteFees(rpc)).to.deep.equal({ maxFee: 5_000_000_000n, maxPriorityFee: 1_000_000_000n });
  });

  it("rise by more than a tenth, or to what is quoted", () => {
    const offered = { maxFee: 1_000n, maxPriorityFee: 1n };
    expect(raiseFees(offered, { maxFee: 0n, maxPriorityFee: 0n })).to.deep.equal({
      maxFee: 1_126n,
      maxPriorityFee: 2n,
    });
    expect(raiseFees(offered, { maxFee: 9_000n, maxPriorityFee: 7n })).to.deep.equal({
      maxFee: 9_000n,
      maxPriorityFee: 7n,
    });
  });
});
