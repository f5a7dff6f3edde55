import { expect } from "chai";
import type { TransactionLike } from "ethers";
import { admit } from "../../src/embedded-ledger/admit.ts";
import { parseRawTransaction } from "../../src/embedded-ledger/raw-transaction.ts";
import { Refusal } from "../../src/embedded-ledger/refusal.ts";
import { account, chainId, signed, toBytes } from "./transactions.ts";

describe("admission to the ledger", () => {
  const gasLimit = 30_000n;
  const judge = (fields: TransactionLike) =>
    admit(parseRawTransaction(toBytes(signed(account(0), 0, fields))), BigInt(chainId), gasLimit);

  it("takes what fits, at both edges of its gas", () => {
    judge({ gasLimit: 21_000 });
    judge({ gasLimit });
    judge({ type: 2, maxFeePerGas: 0, maxPriorityFeePerGas: 0 });
  });

  const refused: [string, TransactionLike, string][] = [
    ["another chain's", { chainId: chainId + 1 }, `have ${chainId + 1} want ${chainId}`],
    ["one that moves coin", { value: 1 }, "insufficient funds"],
    ["one that pays", { gasPrice: 1 }, "insufficient funds"],
    ["one that would pay", { type: 2, maxFeePerGas: 1, maxPriorityFeePerGas: 0 }, "insufficient funds"],
    ["one that cannot begin", { gasLimit: 20_999 }, "intrinsic gas too low: gas 20999, minimum needed 21000"],
    ["one larger than a block", { gasLimit: gasLimit + 1n }, "exceeds block gas limit"],
  ];
  for (const [what, fields, reason] of refused) {
    it(`refuses ${what}`, () => {
      expect(() => judge(fields)).to.throw(Refusal, reason);
    });
  }
});
