import { Transaction } from "ethers";
import type { Address, Hex } from "../domain/hex.ts";
import { actOf } from "../governance/acts.ts";
import type { GovernanceCall } from "../governance/calls.ts";
import { contractNames } from "../statements/contract-names.ts";
import { contractInterface } from "./contract-interfaces.ts";
import type { Ledger } from "./ledger.ts";
import { plainValues } from "./plain-values.ts";

/** An act of governance, with the ledger transaction that carried it. */
export interface CarriedAct extends GovernanceCall {
  transactionHash: Hex;
}

/**
 * The acts of governance that a signed ledger transaction carries, in their order; none where it carries anything else. What is asked of
 * the AccessManager itself is one, too.
 */
export function actsIn(ledger: Ledger, raw: Buffer): CarriedAct[] {
  const { to, data, hash } = Transaction.from(`0x${raw.toString("hex")}`);
  if (to === null || hash === null) return [];
  return callsIn(ledger, to, data).map((call) => ({ ...call, transactionHash: hash }));
}

function callsIn(ledger: Ledger, to: Address, data: Hex): GovernanceCall[] {
  const contract = contractNames.find((name) => ledger.address(name) === to);
  const parsed = contract === undefined ? null : contractInterface(contract).parseTransaction({ data });
  if (contract === undefined || parsed === null) return [];
  const { name: functionName, args, fragment } = parsed;
  if (contract === "AccessManager" && functionName === "multicall") {
    return (args[0] as readonly Hex[]).flatMap((call) => callsIn(ledger, to, call));
  }
  if (contract === "AccessManager" && functionName === "execute") return callsIn(ledger, args[0], args[1]);
  if (contract !== "AccessManager" && actOf({ contract, functionName }) === undefined) return [];
  return [{ contract, functionName, args: Object.values(plainValues(fragment.inputs, args)) }];
}

/** Those acts of some ledger transactions that the ledger does not have: transactions that were not made again, or that it then refused. */
export async function actsLost(ledger: Ledger, raws: AsyncIterable<Buffer>): Promise<CarriedAct[]> {
  const lost: CarriedAct[] = [];
  for await (const raw of raws) {
    const carried = actsIn(ledger, raw);
    const [first] = carried;
    if (first === undefined) continue;
    const receipt = await ledger.rpc.call("eth_getTransactionReceipt", [first.transactionHash]);
    if ((receipt as { status?: unknown } | null)?.status !== "0x1") lost.push(...carried);
  }
  return lost;
}
