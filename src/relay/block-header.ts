import { z } from "zod";
import { parseQuantity } from "../rpc/quantity.ts";
import type { Rpc } from "../rpc/rpc.ts";
import { RpcError } from "../rpc/rpc-error.ts";

/** What the relay reads of a block. */
export interface BlockHeader {
  /** Unix seconds. */
  timestamp: bigint;
  /** In wei; zero on a network without one. */
  baseFee: bigint;
}

const answer = z.object({ timestamp: z.unknown(), baseFeePerGas: z.unknown().optional() });

/**
 * Reads a block's header.
 * @throws RpcError, also if the node has no such block.
 */
export async function readHeader(rpc: Rpc, block: bigint | "latest"): Promise<BlockHeader> {
  const tag = block === "latest" ? block : `0x${block.toString(16)}`;
  const parsed = answer.safeParse(await rpc.call("eth_getBlockByNumber", [tag, false]));
  if (!parsed.success) throw new RpcError("malformed", `The node does not know block ${block}`);
  const { timestamp, baseFeePerGas } = parsed.data;
  return {
    timestamp: parseQuantity(timestamp),
    baseFee: baseFeePerGas === undefined ? 0n : parseQuantity(baseFeePerGas),
  };
}
