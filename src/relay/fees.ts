import type { Address } from "../domain/hex.ts";
import { parseQuantity } from "../rpc/quantity.ts";
import type { Rpc } from "../rpc/rpc.ts";
import { readHeader } from "./block-header.ts";
import type { Fees } from "./sign-transaction.ts";

const FREE: Fees = { maxFee: 0n, maxPriorityFee: 0n };

/**
 * What a transaction sent now should offer: nothing where the node asks for nothing, or where the sender has nothing (the
 * permissioned networks); elsewhere the node's price, and twice the base fee, which stands six full blocks in a row.
 * @throws RpcError
 */
export async function quoteFees(rpc: Rpc, sender: Address): Promise<Fees> {
  const [price, balance] = (
    await rpc.batch([
      { method: "eth_gasPrice", params: [] },
      { method: "eth_getBalance", params: [sender, "latest"] },
    ])
  ).map(parseQuantity) as [bigint, bigint];
  if (price === 0n || balance === 0n) return FREE;
  const { baseFee } = await readHeader(rpc, "latest");
  const maxPriorityFee = price > baseFee ? price - baseFee : 0n;
  return { maxFee: 2n * baseFee + maxPriorityFee, maxPriorityFee };
}

/** What a replacement has to offer: nodes ask for a tenth more of both, and what is quoted now may be more still. */
export function raiseFees(offered: Fees, quoted: Fees): Fees {
  const raise = (fee: bigint) => fee + fee / 8n + 1n;
  return {
    maxFee: max(raise(offered.maxFee), quoted.maxFee),
    maxPriorityFee: max(raise(offered.maxPriorityFee), quoted.maxPriorityFee),
  };
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
