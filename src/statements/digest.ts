import { concat, keccak256, TypedDataEncoder } from "ethers";
import type { Address, Hex } from "../domain/hex.ts";
import { type StatementKindName, statementKinds } from "./registry.ts";
import { kindOf, type UnsignedStatement } from "./statement.ts";

/** What the digests of a module's statements are bound to. */
export interface StatementDomain {
  chainId: bigint;
  /** Address of the module. */
  verifyingContract: Address;
}

/** The EIP-712 domain in full, as wallets take it. */
export function typedDataDomain(domain: StatementDomain) {
  return { name: "Ytterby", version: "1", chainId: domain.chainId, verifyingContract: domain.verifyingContract };
}

const encoders = Object.fromEntries(
  Object.entries(statementKinds).map(([name, kind]) => [name, TypedDataEncoder.from(kind.types)]),
) as Record<StatementKindName, TypedDataEncoder>;

const separators = new Map<string, Hex>();

function separatorOf(domain: StatementDomain): Hex {
  const key = `${domain.chainId}/${domain.verifyingContract}`;
  let separator = separators.get(key);
  if (separator === undefined) {
    separator = TypedDataEncoder.hashDomain(typedDataDomain(domain));
    separators.set(key, separator);
  }
  return separator;
}

/** The EIP-712 digest of a statement: what is signed, and the statement's id. */
export function statementDigest(statement: UnsignedStatement, domain: StatementDomain): Hex {
  const raw = kindOf(statement.kind).encode(statement.message);
  return keccak256(concat(["0x1901", separatorOf(domain), encoders[statement.kind].hash(raw)]));
}

/** The EIP-712 type hash of a kind, as the contract's constant has it. */
export function typeHash(kind: StatementKindName): Hex {
  const { primaryType } = statementKinds[kind];
  return keccak256(new TextEncoder().encode(encoders[kind].encodeType(primaryType)));
}
