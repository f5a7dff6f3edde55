import { z } from "zod";
import { bytesOf } from "../domain/bytes.ts";
import type { Address, Hex } from "../domain/hex.ts";
import type { Rpc } from "../rpc/rpc.ts";
import { toBase64 } from "./base64.ts";

/** Nodes refuse more slots in one call. */
const SLOTS_AT_ONCE = 500;

const hex = z.string().regex(/^0x(?:[0-9a-f]{2})*$/);
const proofs = z.object({
  accountProof: z.array(hex),
  storageProof: z.array(z.object({ proof: z.array(hex) })),
});

/** An account, and slots of its storage. */
export interface Proved {
  address: Address;
  /** 32 bytes each. */
  keys: readonly Hex[];
}

/**
 * Nodes of the tries that prove accounts and slots at a block (EIP-1186), each once, in base64 and in its ascending order.
 * @throws RpcError if the node does not answer, or keeps no state of the block.
 */
export async function readProof(rpc: Rpc, blockHash: Hex, proved: readonly Proved[]): Promise<string[]> {
  const calls = proved.flatMap(({ address, keys }) => {
    const parts = Math.max(1, Math.ceil(keys.length / SLOTS_AT_ONCE));
    return Array.from({ length: parts }, (_, part) => ({
      method: "eth_getProof",
      params: [address, keys.slice(part * SLOTS_AT_ONCE, (part + 1) * SLOTS_AT_ONCE), { blockHash }],
    }));
  });
  const nodes = new Set<Hex>();
  for (const answer of await rpc.batch(calls)) {
    const { accountProof, storageProof } = proofs.parse(answer);
    for (const node of [...accountProof, ...storageProof.flatMap(({ proof }) => proof)]) nodes.add(node);
  }
  return Array.from(nodes, (node) => toBase64(bytesOf(node))).sort();
}
