import type { Rpc } from "../ledger/rpc.ts";
import { readHeader } from "./block-header.ts";
import type { Fees } from "./sign-transaction.ts";

const GWEI = 1_000_000_000n;

/**
 * What a transaction sent now should offer. A network without a base fee takes no fees at all (the permissioned ones); on
 * others twice the base fee stands six full blocks in a row.
 * @throws RpcError
 */
export async function quoteFees(rpc: Rpc): Promise<Fees> {
  const { baseFee } = await readHeader(rpc, "latest");
  return baseFee === 0n ? { maxFee: 0n, maxPriorityFee: 0n } : { maxFee: 2n * baseFee + GWEI, maxPriorityFee: GWEI };
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
