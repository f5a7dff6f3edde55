import { setTimeout as delay } from "node:timers/promises";
import { type HDNodeWallet, Transaction, type Wallet } from "ethers";
import type { Hex } from "../../src/domain/hex.ts";
import { decodeLedgerError, LedgerRefusal } from "../../src/ledger/ledger-error.ts";
import { parseQuantity } from "../../src/rpc/quantity.ts";
import { type Rpc, RpcError } from "../../src/rpc/rpc.ts";

const gasLimit = 1_000_000n;
const pollMs = 25;

/**
 * Sends a transaction without asking beforehand whether it would succeed, as somebody with bad intentions does, and waits until
 * it stands in a block.
 * @throws LedgerRefusal if the ledger took it in and reverted it.
 */
export async function sendAnyway(
  rpc: Rpc,
  wallet: Wallet | HDNodeWallet,
  call: { to: string; data: Hex },
): Promise<void> {
  const chainId = parseQuantity(await rpc.call("eth_chainId", []));
  const nonce = Number(parseQuantity(await rpc.call("eth_getTransactionCount", [wallet.address, "pending"])));
  const transaction = Transaction.from({ type: 0, chainId, nonce, gasPrice: 0n, gasLimit, ...call });
  const hash = await rpc.call("eth_sendRawTransaction", [await wallet.signTransaction(transaction)]);
  for (;;) {
    const receipt = (await rpc.call("eth_getTransactionReceipt", [hash])) as { status: Hex; blockNumber: Hex } | null;
    if (receipt?.status === "0x1") return;
    if (receipt !== null) throw await reasonOf(rpc, { from: wallet.address, ...call }, receipt.blockNumber);
    await delay(pollMs);
  }
}

async function reasonOf(rpc: Rpc, call: Record<string, string>, block: Hex): Promise<Error> {
  try {
    await rpc.call("eth_call", [call, block]);
  } catch (error) {
    if (error instanceof RpcError && error.data !== undefined) return new LedgerRefusal(decodeLedgerError(error.data));
  }
  return new Error("A transaction was reverted for no reason that could be read");
}
