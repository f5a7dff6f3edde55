import { TypedDataEncoder } from "ethers";
import { bytesOf, bytesOfText, joined } from "../domain/bytes.ts";
import type { Address, Hex } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";
import { type StatementKindName, statementKinds } from "./registry.ts";
import { kindOf, type UnsignedStatement } from "./statement.ts";
import { encodeType, structHasher } from "./struct-hash.ts";

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

const hashers = Object.fromEntries(
  Object.entries(statementKinds).map(([name, { types, primaryType }]) => [name, structHasher(types, primaryType)]),
) as Record<StatementKindName, ReturnType<typeof structHasher>>;

const separators = new Map<string, Uint8Array>();

function separatorOf(domain: StatementDomain): Uint8Array {
  const key = `${domain.chainId}/${domain.verifyingContract}`;
  let separator = separators.get(key);
  if (separator === undefined) {
    separator = bytesOf(TypedDataEncoder.hashDomain(typedDataDomain(domain)));
    separators.set(key, separator);
  }
  return separator;
}

/** The EIP-712 digest of a statement: what is signed, and the statement's id. */
export function statementDigest(statement: UnsignedStatement, domain: StatementDomain): Hex {
  const raw = kindOf(statement.kind).encode(statement.message);
  const data = joined(prefix, separatorOf(domain), hashers[statement.kind](raw));
  return keccak256Hex(data);
}

const prefix = Uint8Array.of(0x19, 0x01);

/** The EIP-712 type hash of a kind, as the contract's constant has it. */
export function typeHash(kind: StatementKindName): Hex {
  const { types, primaryType } = statementKinds[kind];
  return keccak256Hex(bytesOfText(encodeType(types, primaryType)));
}
