import { getCreateAddress, zeroPadValue } from "ethers";
import { parseQuantity, type Rpc } from "../../src/rpc/rpc.ts";
import { account, signed } from "./transactions.ts";

/**
 * A contract that reads the slot of its first word; reverts if its third is zero; else puts the third into the slot of the
 * second, and logs it under it. An engine that began with a snapshot takes slots that a reverted transaction read while they
 * were empty into its state root, and one that has made all blocks does not.
 */
const runtime = "5f35545060403515601f57604035602035556040355f5260203560205fa1005b5f5ffd";
const deployer = account(900);

/** Where the contract is. */
export const readerContract = getCreateAddress({ from: deployer.address, nonce: 0 });

/** What it is called with. */
export function readerCall(read: number, slot: number, value: number): string {
  return `0x${[read, slot, value].map((word) => zeroPadValue(`0x${word.toString(16).padStart(8, "0")}`, 32).slice(2)).join("")}`;
}

/** Deploys it, unless it is there. */
export async function deployReader(rpc: Rpc): Promise<void> {
  if ((await rpc.call("eth_getCode", [readerContract, "latest"])) !== "0x") return;
  const data = `0x60${(runtime.length / 2).toString(16)}8060095f395ff3${runtime}`;
  await rpc.call("eth_sendRawTransaction", [signed(deployer, 0, { to: null, data, gasLimit: 200_000 })]);
  while (parseQuantity(await rpc.call("eth_getTransactionCount", [deployer.address, "latest"])) === 0n);
}
