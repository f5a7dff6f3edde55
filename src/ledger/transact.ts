import { setTimeout as delay } from "node:timers/promises";
import { getCreateAddress, type Wallet } from "ethers";
import type { Address, Hex } from "../domain/hex.ts";
import { parseQuantity, type Rpc, RpcError } from "../rpc/rpc.ts";
import { decodeLedgerError, LedgerRefusal } from "./ledger-error.ts";

/** A transaction of an account that sends one at a time: whoever deploys or governs. */
export interface Order {
  /** Left out, `data` creates a contract. */
  to?: Address;
  data: Hex;
}

/** What became of it. */
export interface Inclusion {
  transactionHash: Hex;
  blockNumber: number;
  /** Where the created contract is, if one was created. */
  createdAt: Address;
}

/** More than any act of governance or deployment takes, and less than any network has in a block. */
const AMPLE_GAS = 12_000_000n;
const POLL_MS = 25;
const PATIENCE_MS = 120_000;

/**
 * Sends a transaction and waits until it is included.
 * @throws LedgerRefusal if the contracts refuse it; RpcError if the node does.
 */
export async function transact(rpc: Rpc, wallet: Wallet, order: Order): Promise<Inclusion> {
  const [inclusion] = await transactAll(rpc, wallet, [order]);
  if (inclusion === undefined) throw new Error("A transaction was sent, and nothing came of it.");
  return inclusion;
}

/**
 * Sends transactions that do not build on each other, so that one block may take them all, and waits for all.
 * @throws LedgerRefusal if the contracts refuse one; RpcError if the node does. Others may have been included.
 */
export async function transactAll(rpc: Rpc, wallet: Wallet, orders: readonly Order[]): Promise<Inclusion[]> {
  const { address: from } = wallet;
  const quantity = async (method: string, params: unknown[]) => parseQuantity(await rpc.call(method, params));
  const [chainId, firstNonce, gasPrice, ...estimates] = await Promise.all([
    quantity("eth_chainId", []),
    quantity("eth_getTransactionCount", [from, "pending"]),
    quantity("eth_gasPrice", []),
    ...orders.map((order) => estimate(rpc, from, order)),
  ]);
  const sent: { order: Order; nonce: number; transactionHash: Hex }[] = [];
  for (const [index, order] of orders.entries()) {
    const needed = estimates[index] ?? 0n;
    const nonce = Number(firstNonce) + index;
    const signed = await wallet.signTransaction({
      type: 0,
      chainId,
      nonce,
      gasPrice,
      // The estimate is that of another block than the one that will include it.
      gasLimit: needed + needed / 5n,
      to: order.to ?? null,
      data: order.data,
    });
    const transactionHash = await rpc.call("eth_sendRawTransaction", [signed]);
    if (typeof transactionHash !== "string") throw new Error("The node answered a transaction with no hash.");
    sent.push({ order, nonce, transactionHash });
  }
  return Promise.all(
    sent.map(async ({ order, nonce, transactionHash }) => {
      const receipt = await waitForReceipt(rpc, transactionHash);
      if (receipt.status !== "0x1") {
        await rpc.call("eth_call", [{ from, ...order }, receipt.blockNumber]).catch(refuse);
        throw new Error(`The transaction ${transactionHash} failed.`);
      }
      return {
        transactionHash,
        blockNumber: Number(parseQuantity(receipt.blockNumber)),
        createdAt: getCreateAddress({ from, nonce }),
      };
    }),
  );
}

/**
 * Gas that an order takes. Nodes look for it by halving, and some take for a refusal what is only want of gas: a contract that
 * gets no answer from its authority, since too little gas was passed on, says that the caller is not entitled. So a refusal is
 * one only if the order is refused with all the gas of a block, too.
 */
async function estimate(rpc: Rpc, from: Address, order: Order): Promise<bigint> {
  try {
    return parseQuantity(await rpc.call("eth_estimateGas", [{ from, ...order }]));
  } catch (error) {
    if (!(error instanceof RpcError) || typeof error.data !== "string") throw error;
    await rpc.call("eth_call", [{ from, ...order }, "latest"]).catch(refuse);
    return AMPLE_GAS;
  }
}

function refuse(error: unknown): never {
  if (error instanceof RpcError && typeof error.data === "string")
    throw new LedgerRefusal(decodeLedgerError(error.data));
  throw error;
}

function retryable(error: unknown): null {
  if (error instanceof RpcError && error.retryable) return null;
  throw error;
}

interface Receipt {
  status: unknown;
  blockNumber: unknown;
}

async function waitForReceipt(rpc: Rpc, transactionHash: Hex): Promise<Receipt> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    // It was sent; a node that is away for a moment does not change that.
    const receipt = await rpc.call("eth_getTransactionReceipt", [transactionHash]).catch(retryable);
    if (typeof receipt === "object" && receipt !== null && "status" in receipt && "blockNumber" in receipt)
      return receipt;
    await delay(POLL_MS);
  }
  throw new Error(`The transaction ${transactionHash} is not included after ${PATIENCE_MS / 1000} seconds.`);
}
