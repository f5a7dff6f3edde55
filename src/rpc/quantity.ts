import { RpcError } from "./rpc-error.ts";

/**
 * A number as JSON-RPC writes it: `0x` and hexadecimal digits without leading zeros. Nothing else becomes a number, least
 * of all a missing one.
 * @throws RpcError of kind `malformed`.
 */
export function parseQuantity(value: unknown): bigint {
  if (typeof value !== "string" || !/^0x(?:0|[1-9a-f][0-9a-f]*)$/i.test(value)) {
    throw new RpcError("malformed", `The node answered ${JSON.stringify(value) ?? "nothing"} where a number belongs`);
  }
  return BigInt(value);
}
