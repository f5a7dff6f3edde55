import { expect } from "chai";
import { Pool } from "../../src/embedded-ledger/pool.ts";
import type { RawTransaction } from "../../src/embedded-ledger/raw-transaction.ts";
import { Refusal } from "../../src/embedded-ledger/refusal.ts";

describe("transaction pool", () => {
  const unlimited = 10n ** 12n;
  let pool: Pool;

  beforeEach(() => {
    pool = new Pool({ transactions: 6, bytes: 600, nonceGap: 10n });
  });

  /** A transaction that is called by its sender, nonce and whatever tells it from another. */
  function tx(sender: string, nonce: number, variant = "", { gas = 21_000, length = 10 } = {}): RawTransaction {
    return {
      hash: `${sender}${nonce}${variant}`,
      raw: Buffer.alloc(length),
      sender,
      nonce: BigInt(nonce),
      gasLimit: BigInt(gas),
      chainId: 1n,
      value: 0n,
      gasPrice: 0n,
      intrinsicGas: 21_000n,
    };
  }

  function add(...transactions: RawTransaction[]): void {
    for (const transaction of transactions) pool.add(transaction, 0n);
  }

  const taken = (gasLimit = unlimited) => pool.take(gasLimit).map(({ hash }) => hash);

  it("gives transactions in the order of arrival", () => {
    add(tx("b", 0), tx("a", 0), tx("b", 1), tx("c", 0));
    expect(taken()).to.deep.equal(["b0", "a0", "b1", "c0"]);
  });

  it("holds back what follows a gap, and gives it behind what closes the gap", () => {
    add(tx("a", 2), tx("a", 1), tx("b", 0));
    expect(taken()).to.deep.equal(["b0"]);
    pool.putBack();
    add(tx("a", 0), tx("c", 0));
    expect(taken()).to.deep.equal(["b0", "a0", "a1", "a2", "c0"]);
  });

  it("fills a block to its gas and lets nothing pass what does not fit", () => {
    add(tx("a", 0), tx("b", 0, "", { gas: 50_000 }), tx("c", 0));
    expect(taken(70_999n)).to.deep.equal(["a0"]);
    expect(taken(71_000n)).to.deep.equal(["a0", "b0"]);
    expect(taken(92_000n)).to.deep.equal(["a0", "b0", "c0"]);
  });

  it("keeps what it gave until it is settled, and knows the next nonces then", () => {
    add(tx("a", 0), tx("a", 1), tx("a", 2, "", { gas: 100_000 }));
    const block = pool.take(50_000n);
    expect(pool.find("a0")).to.not.equal(undefined);
    pool.settle(block);
    expect(pool.find("a0")).to.equal(undefined);
    expect(() => pool.add(tx("a", 1, "x"), 0n)).to.throw(Refusal, "nonce too low: next nonce 2, tx nonce 1");
    expect(taken()).to.deep.equal(["a2"]);
  });

  it("goes by the account's nonce where it knows nothing of the sender", () => {
    pool.add(tx("a", 7), 7n);
    expect(() => pool.add(tx("b", 6), 7n)).to.throw(Refusal, "nonce too low: next nonce 7, tx nonce 6");
    expect(pool.knows("b")).to.equal(false);
    expect(taken()).to.deep.equal(["a7"]);
  });

  it("forgets senders who have nothing left", () => {
    add(tx("a", 0));
    pool.settle(pool.take(unlimited));
    expect(pool.knows("a")).to.equal(false);
    expect(pool.nextNonce("a")).to.equal(undefined);
  });

  it("tells the nonce after all that follow without a gap", () => {
    add(tx("a", 0), tx("a", 1), tx("a", 3));
    expect(pool.nextNonce("a")).to.equal(2n);
    add(tx("b", 5));
    expect(pool.nextNonce("b")).to.equal(0n);
  });

  it("takes the same again without a word, and another in its place", () => {
    add(tx("a", 0), tx("a", 0), tx("b", 0), tx("a", 0, "x"));
    expect(pool.find("a0")).to.equal(undefined);
    expect(taken()).to.deep.equal(["b0", "a0x"]);
  });

  it("lets nothing take the place of what is being put in a block", () => {
    add(tx("a", 0));
    pool.take(unlimited);
    expect(() => add(tx("a", 0, "x"))).to.throw(Refusal, "nonce too low: next nonce 1, tx nonce 0");
    pool.putBack();
    add(tx("a", 0, "x"));
    expect(taken()).to.deep.equal(["a0x"]);
  });

  it("takes nothing too far ahead", () => {
    add(tx("a", 10));
    expect(() => add(tx("a", 11))).to.throw(Refusal, "nonce too high: next nonce 0, tx nonce 11");
  });

  it("is full at its limits, replacements and settled ones counted right", () => {
    for (let i = 0; i < 6; i++) add(tx("a", i));
    expect(() => add(tx("b", 0)))
      .to.throw(Refusal, "txpool is full")
      .with.property("code", -32005);
    add(tx("a", 5, "x"));
    pool.settle(pool.take(21_000n));
    add(tx("b", 0));
    expect(() => add(tx("c", 0))).to.throw(Refusal, "txpool is full");
  });

  it("is full by bytes as well", () => {
    add(tx("a", 0, "", { length: 590 }), tx("a", 1, "", { length: 10 }));
    expect(() => add(tx("a", 2, "", { length: 1 }))).to.throw(Refusal, "txpool is full");
    expect(() => add(tx("a", 1, "x", { length: 11 }))).to.throw(Refusal, "txpool is full");
    add(tx("a", 0, "x", { length: 589 }), tx("a", 1, "x", { length: 11 }));
    pool.settle(pool.take(unlimited));
    add(tx("a", 2, "", { length: 600 }));
  });

  it("forgets everything", () => {
    for (let i = 0; i < 6; i++) add(tx("a", i, "", { length: 100 }));
    pool.take(unlimited);
    pool.clear();
    expect(pool.knows("a")).to.equal(false);
    expect(taken()).to.deep.equal([]);
    for (let i = 0; i < 6; i++) add(tx("a", i, "", { length: 100 }));
    expect(taken()).to.have.length(6);
  });
});
