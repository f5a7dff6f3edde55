import { expect } from "chai";
import { id, Wallet } from "ethers";
import { quoteFees, raiseFees } from "../../src/relay/fees.ts";
import { parseQuantity, Rpc } from "../../src/rpc/rpc.ts";
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

  const sender = new Wallet(id("a payer")).address;

  it("are nothing where the node asks for nothing", async () => {
    await rpc.call("anvil_setBalance", [sender, "0xffffffffffff"]);
    expect(await quoteFees(rpc, sender)).to.deep.equal({ maxFee: 0n, maxPriorityFee: 0n });
  });

  it("follow node and base fee where they ask for something, unless the sender has nothing", async () => {
    await rpc.call("anvil_setNextBlockBaseFeePerGas", ["0x77359400"]);
    await rpc.call("evm_mine", []);
    const price = parseQuantity(await rpc.call("eth_gasPrice", []));
    const tip = price > 2_000_000_000n ? price - 2_000_000_000n : 0n;
    expect(await quoteFees(rpc, sender)).to.deep.equal({ maxFee: 4_000_000_000n + tip, maxPriorityFee: tip });
    const pauper = new Wallet(id("one without means")).address;
    expect(await quoteFees(rpc, pauper)).to.deep.equal({ maxFee: 0n, maxPriorityFee: 0n });
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
