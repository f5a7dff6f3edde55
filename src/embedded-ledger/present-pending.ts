import { Transaction } from "ethers";
import type { RawTransaction } from "./raw-transaction.ts";

/** A transaction that is in no block yet, as `eth_getTransactionByHash` gives it. */
export function presentPending({ raw, hash, sender }: RawTransaction): Record<string, unknown> {
  const transaction = Transaction.from(`0x${raw.toString("hex")}`);
  const { type, to, data, accessList, signature } = transaction;
  return {
    blockHash: null,
    blockNumber: null,
    transactionIndex: null,
    hash,
    from: sender.toLowerCase(),
    to: to?.toLowerCase() ?? null,
    type: quantity(type ?? 0),
    chainId: quantity(transaction.chainId),
    nonce: quantity(transaction.nonce),
    gas: quantity(transaction.gasLimit),
    value: quantity(transaction.value),
    input: data,
    // The ledger admits nothing with a price.
    gasPrice: "0x0",
    ...(type === 2 ? { maxFeePerGas: "0x0", maxPriorityFeePerGas: "0x0" } : {}),
    ...(accessList === null
      ? {}
      : { accessList: accessList.map(lowerCase), yParity: quantity(signature?.yParity ?? 0) }),
    v: quantity(type === 0 ? (signature?.networkV ?? 0) : (signature?.yParity ?? 0)),
    r: quantity(signature?.r ?? 0),
    s: quantity(signature?.s ?? 0),
  };
}

function lowerCase({ address, storageKeys }: { address: string; storageKeys: string[] }) {
  return { address: address.toLowerCase(), storageKeys };
}

function quantity(value: bigint | number | string): string {
  return `0x${BigInt(value).toString(16)}`;
}
