import { expect } from "chai";
import { hexlify, SigningKey, Transaction, Wallet } from "ethers";
import { signTransaction, signWithFees } from "../../src/relay/sign-transaction.ts";

const key = new SigningKey(`0x${"11".repeat(32)}`);

const transaction = {
  chainId: 31_337n,
  nonce: 0n,
  gasLimit: 25_000_000n,
  maxFee: 0n,
  maxPriorityFee: 0n,
  to: "0x5FbDB2315678afecb367f032d93F642f64180aa3",
  data: Buffer.alloc(70_000, 0xab),
};

describe("signTransaction", () => {
  it("signs what another library reads back unchanged", () => {
    const { raw, hash } = signTransaction(key, { ...transaction, nonce: 2n ** 40n, maxFee: 7n, maxPriorityFee: 3n });
    const parsed = Transaction.from(raw);
    expect(parsed.hash).to.equal(hash);
    expect(parsed.from).to.equal(new Wallet(key).address);
    expect(parsed.toJSON()).to.deep.include({
      type: 2,
      chainId: "31337",
      nonce: 2 ** 40,
      gasLimit: "25000000",
      maxFeePerGas: "7",
      maxPriorityFeePerGas: "3",
      to: transaction.to,
      value: "0",
      data: `0x${transaction.data.toString("hex")}`,
    });
  });

  it("gives the same bytes as another library, zeros included, every time", async () => {
    const expected = await new Wallet(key).signTransaction({
      type: 2,
      chainId: 31_337,
      nonce: 0,
      gasLimit: 25_000_000,
      maxFeePerGas: 0,
      maxPriorityFeePerGas: 0,
      to: transaction.to,
      data: hexlify(transaction.data),
    });
    expect(signTransaction(key, transaction).raw).to.equal(expected);
    expect(signTransaction(key, transaction)).to.deep.equal(signTransaction(key, transaction));
  });

  it("keeps leading zeros out of the signature's numbers", () => {
    for (let nonce = 0n; nonce < 300n; nonce++) {
      const { raw, hash } = signTransaction(key, { ...transaction, nonce, data: Buffer.alloc(0) });
      expect(Transaction.from(raw).hash).to.equal(hash);
    }
  });

  it("replaces nothing but the fees, which is the same as signing anew", () => {
    const fees = { maxFee: 9n, maxPriorityFee: 4n };
    const { raw } = signTransaction(key, { ...transaction, nonce: 5n });
    expect(signWithFees(key, raw, fees)).to.deep.equal(signTransaction(key, { ...transaction, nonce: 5n, ...fees }));
  });
});
