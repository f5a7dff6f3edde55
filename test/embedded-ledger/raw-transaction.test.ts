import { RLP } from "@ethereumjs/rlp";
import { expect } from "chai";
import { concat, keccak256, Transaction, type TransactionLike, toBeHex } from "ethers";
import fc from "fast-check";
import { parseRawTransaction } from "../../src/embedded-ledger/raw-transaction.ts";
import { Refusal } from "../../src/embedded-ledger/refusal.ts";
import { account, chainId, signed, toBytes } from "./transactions.ts";

describe("raw transaction", () => {
  const wallet = account(0);
  const parse = (hex: string) => parseRawTransaction(toBytes(hex));

  const bytes = (length: number) =>
    fc.uint8Array({ minLength: length, maxLength: length }).map((b) => `0x${Buffer.from(b).toString("hex")}`);
  const price = fc.bigInt(0n, 2n ** 100n);
  const common = {
    chainId: fc.bigInt(1n, 2n ** 40n),
    nonce: fc.nat(),
    gasLimit: fc.bigInt(0n, 2n ** 60n),
    to: fc.option(bytes(20)),
    value: fc.bigInt(0n, 2n ** 256n - 1n),
    data: fc.uint8Array({ maxLength: 300 }).map((b) => `0x${Buffer.from(b).toString("hex")}`),
  };
  const accessList = fc.array(fc.record({ address: bytes(20), storageKeys: fc.array(bytes(32), { maxLength: 3 }) }), {
    maxLength: 3,
  });
  const transactions: fc.Arbitrary<TransactionLike> = fc.oneof(
    fc.record({ type: fc.constant(0), ...common, gasPrice: price }),
    fc.record({ type: fc.constant(1), ...common, gasPrice: price, accessList }),
    fc
      .record({ type: fc.constant(2), ...common, maxFeePerGas: price, maxPriorityFeePerGas: price, accessList })
      .filter((tx) => tx.maxPriorityFeePerGas <= tx.maxFeePerGas),
  );

  it("is read as ethers reads it, whatever its type", () => {
    fc.assert(
      fc.property(transactions, (fields) => {
        const hex = signed(wallet, 0, fields);
        const expected = Transaction.from(hex);
        const { raw, intrinsicGas, ...read } = parse(hex);
        expect(`0x${raw.toString("hex")}`).to.equal(hex);
        expect(read).to.deep.equal({
          hash: expected.hash,
          sender: wallet.address,
          chainId: expected.chainId,
          nonce: BigInt(expected.nonce),
          gasLimit: expected.gasLimit,
          value: expected.value,
          gasPrice: expected.maxFeePerGas ?? expected.gasPrice,
        });
      }),
      { numRuns: 50 },
    );
  });

  it("costs what the Cancun rules say before it runs", () => {
    const gasOf = (fields: TransactionLike) => parse(signed(wallet, 0, fields)).intrinsicGas;
    expect(gasOf({})).to.equal(21_000n);
    expect(gasOf({ data: "0x0001ff00" })).to.equal(21_000n + 2n * 4n + 2n * 16n);
    expect(gasOf({ to: null, data: `0x${"01".repeat(33)}` })).to.equal(21_000n + 32_000n + 33n * 16n + 2n * 2n);
    const accessList = [
      { address: wallet.address, storageKeys: [toBeHex(1, 32), toBeHex(2, 32)] },
      { address: account(1).address, storageKeys: [] },
    ];
    expect(gasOf({ type: 1, accessList })).to.equal(21_000n + 2n * 2_400n + 2n * 1_900n);
  });

  it("is found invalid whatever single bit of it differs, or found to be of another sender", () => {
    const original = toBytes(signed(wallet, 3, { type: 2, data: "0x1234" }));
    for (let bit = 0; bit < original.length * 8; bit++) {
      const changed = Buffer.from(original);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      try {
        expect(parseRawTransaction(changed).sender).to.not.equal(wallet.address);
      } catch (error) {
        expect(error).to.be.instanceOf(Refusal);
      }
    }
  });

  it("is refused cut off anywhere, or with anything behind it", () => {
    const whole = signed(wallet, 3, { type: 1 });
    for (let length = 2; length < whole.length; length += 2) {
      expect(() => parse(whole.slice(0, length)), String(length)).to.throw(Refusal);
    }
    expect(() => parse(`${whole}00`)).to.throw(Refusal);
  });

  describe("is refused", () => {
    const refused: [string, () => string, string][] = [
      ["with blobs", () => concat(["0x03", toBytes(signed(wallet, 0))]), "type not supported: 3"],
      ["of an unknown type", () => concat(["0x7f", toBytes(signed(wallet, 0))]), "type not supported: 127"],
      ["signed for no chain in particular", () => signed(wallet, 0, { chainId: 0 }), "replay-protected"],
      ["as a list of too few fields", () => rlp("0x", ["0x01"]), "has not its type's fields"],
      ["as no list", () => rlp("0x02", "0x0102"), "has not its type's fields"],
      ["with the wide form of its signature", () => highS(), "invalid transaction signature"],
      ["with a number that has a leading zero", () => patched(0, "0x0001"), "malformed number"],
      ["with a nonce over eight bytes", () => patched(0, `0x01${"00".repeat(8)}`), "malformed number"],
      ["with a list where bytes belong", () => patched(0, []), "a list where bytes belong"],
      ["with a recipient of 19 bytes", () => patched(3, `0x${"11".repeat(19)}`), "invalid"],
      ["with init code that is too long", () => initCode(49_153), "max initcode size exceeded"],
    ];
    for (const [what, make, reason] of refused) {
      it(what, () => {
        expect(() => parse(make())).to.throw(Refusal, reason);
      });
    }

    it("not with the longest init code", () => {
      expect(parse(initCode(49_152)).sender).to.equal(wallet.address);
    });

    it("with an access list that is none", () => {
      for (const accessList of ["0x01", ["0x01"], [[wallet.address]], [[wallet.address, ["0x01"]]], [["0x11", []]]]) {
        const fields = [chainId, 0, 0, 21_000, wallet.address, 0, "0x", accessList];
        expect(() => parse(signedFields("0x01", fields)), JSON.stringify(accessList)).to.throw(Refusal);
      }
    });
  });

  function rlp(type: string, value: unknown): string {
    return concat([type, RLP.encode(value as never)]);
  }

  /** A legacy transaction with one field replaced and the signature of the original. */
  function patched(index: number, field: unknown): string {
    const fields = RLP.decode(toBytes(signed(wallet, 0))) as unknown[];
    fields[index] = field;
    return rlp("0x", fields);
  }

  function signedFields(type: string, fields: unknown[]): string {
    const { yParity, r, s } = wallet.signingKey.sign(keccak256(rlp(type, fields)));
    return rlp(type, [...fields, yParity, r, s]);
  }

  function highS(): string {
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const fields = RLP.decode(toBytes(signed(wallet, 0))) as Uint8Array[];
    const [v, r, s] = fields.slice(6).map((field) => BigInt(`0x${Buffer.from(field).toString("hex")}`));
    if (v === undefined || r === undefined || s === undefined)
      throw new Error("A legacy transaction ends with v, r, s");
    const base = BigInt(chainId) * 2n + 35n;
    return rlp("0x", [...fields.slice(0, 6), v === base ? base + 1n : base, r, order - s]);
  }

  function initCode(length: number): string {
    return signed(wallet, 0, { to: null, data: `0x${"01".repeat(length)}` });
  }
});
