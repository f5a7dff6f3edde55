import { z } from "zod";
import type { Hex } from "../domain/hex.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { decodeLedgerError } from "../ledger/ledger-error.ts";
import { parseQuantity } from "../rpc/quantity.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import type { LedgerError } from "../statements/ledger-error.ts";

/** What a block did with a ledger transaction. */
export interface Receipt {
  blockNumber: bigint;
  blockHash: Hex;
  /** False if it reverted as a whole. */
  success: boolean;
  /** Groups that failed, with what they reverted with. */
  failures: { position: number; reason: LedgerError }[];
}

const log = z.object({ address: z.string(), topics: z.array(z.string()), data: z.string() });
const answer = z.object({
  status: z.enum(["0x0", "0x1"]),
  blockNumber: z.string(),
  blockHash: z.string(),
  logs: z.array(log),
});

/**
 * Receipts of transactions, in their order; null where the node has none.
 * @throws RpcError unless the node has answered for every one of them cleanly.
 */
export async function fetchReceipts(ledger: Ledger, hashes: readonly Hex[]): Promise<(Receipt | null)[]> {
  const results = await ledger.rpc.batch(
    hashes.map((hash) => ({ method: "eth_getTransactionReceipt", params: [hash] })),
  );
  return results.map((result) => (result === null ? null : readReceipt(ledger, result)));
}

function readReceipt(ledger: Ledger, result: unknown): Receipt {
  const parsed = answer.safeParse(result);
  if (!parsed.success) throw new RpcError("malformed", "The node answered something that is no receipt");
  const { status, blockNumber, blockHash, logs } = parsed.data;
  const failures = logs.flatMap((entry) => {
    if (entry.address.toLowerCase() !== ledger.address("Statements").toLowerCase()) return [];
    const decoded = ledger.decodeLog(entry);
    if (decoded?.name !== "GroupFailed") return [];
    const { group, reason } = decoded.args as { group: bigint; reason: Hex };
    return [{ position: Number(group), reason: decodeLedgerError(reason) }];
  });
  return { blockNumber: parseQuantity(blockNumber), blockHash, success: status === "0x1", failures };
}
