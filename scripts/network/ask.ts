import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { parseQuantity, Rpc } from "../../src/rpc/rpc.ts";
import { type Home, rpcUrlOf } from "./homes.ts";

const pollMs = 200;
const addresses = z.array(z.string());

/** Asks a validator one thing. @throws RpcError if it does not answer within five seconds. */
export async function ask(home: Home, method: string, params: readonly unknown[]): Promise<unknown> {
  const rpc = new Rpc(rpcUrlOf(home), { timeoutMs: 5_000 });
  try {
    return await rpc.call(method, params);
  } finally {
    rpc.close();
  }
}

/** The last block that a validator has; undefined if it does not answer. */
export async function blockOf(home: Home): Promise<bigint | undefined> {
  return ask(home, "eth_blockNumber", []).then(parseQuantity, () => undefined);
}

/** The addresses, in lower case, that have to seal the next block, as one validator knows them. */
export async function validatorsOf(home: Home): Promise<string[]> {
  return addresses.parse(await ask(home, "bft_getValidators", ["pending"]));
}

/**
 * Waits for something to become so.
 * @param what For the message ("the network to make a block").
 * @throws Error after the deadline.
 */
export async function until(what: string, deadlineMs: number, isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`Waited ${deadlineMs / 1000} s in vain for ${what}.`);
    await pause(pollMs);
  }
}
