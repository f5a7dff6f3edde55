import type { Address } from "../domain/hex.ts";
import { contractInterface } from "./contract-interfaces.ts";
import type { Order } from "./transact.ts";

/**
 * Several calls of governance as one transaction, in order, all or none.
 * @param manager Address of the AccessManager.
 */
export function governedOrder(manager: Address, calls: readonly Required<Order>[]): Order {
  const [first] = calls;
  if (calls.length === 1 && first !== undefined) return first;
  const abi = contractInterface("AccessManager");
  // The manager passes each call on as it is, so that what an act's digest covers does not depend on its company.
  const executions = calls.map(({ to, data }) =>
    to === manager ? data : abi.encodeFunctionData("execute", [to, data]),
  );
  return { to: manager, data: abi.encodeFunctionData("multicall", [executions]) };
}
