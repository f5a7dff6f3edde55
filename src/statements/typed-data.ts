import type { Json, JsonObject, TypedField } from "./codec.ts";
import { type StatementDomain, typedDataDomain } from "./digest.ts";
import { kindOf, type UnsignedStatement } from "./statement.ts";

/** Typed data as wallets take it (`eth_signTypedData_v4`): JSON, with the type of the domain. */
export interface TypedData {
  domain: { name: string; version: string; chainId: number | string; verifyingContract: string };
  types: Record<string, TypedField[]>;
  primaryType: string;
  message: JsonObject;
}

/** The fields of a statement's domain, in the order in which EIP-712 has them. */
export const domainFields: readonly TypedField[] = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
];

/**
 * Everything that a wallet needs to sign a statement, with the values of the EIP-712 struct: numbers where the wire has words,
 * padded bytes where it has text. Integers are decimal strings, since those of 256 bits fit into no other JSON.
 */
export function typedDataOf(statement: UnsignedStatement, domain: StatementDomain): TypedData {
  const { types, primaryType, encode } = kindOf(statement.kind);
  const { chainId, ...rest } = typedDataDomain(domain);
  return {
    // Wallets compare it with the chain that they are on, most of them as a number.
    domain: { ...rest, chainId: chainId <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(chainId) : chainId.toString() },
    types: { EIP712Domain: [...domainFields], ...types },
    primaryType,
    message: jsonOf(encode(statement.message)) as JsonObject,
  };
}

function jsonOf(raw: unknown): Json {
  if (typeof raw === "bigint" || typeof raw === "number") return raw.toString();
  if (typeof raw === "string" || typeof raw === "boolean") return raw;
  if (Array.isArray(raw)) return raw.map(jsonOf);
  if (typeof raw !== "object" || raw === null) throw new TypeError(`${raw} is no value of a struct`);
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, jsonOf(value)]));
}
