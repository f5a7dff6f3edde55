import { Wallet } from "ethers";
import { checksumAddress } from "../../src/domain/checksum-address.ts";
import { keccak256Hex } from "../../src/domain/keccak256.ts";
import type { JsonObject } from "../../src/statements/codec.ts";
import { type StatementDomain, statementDigest } from "../../src/statements/digest.ts";
import type { ContractName } from "../../src/statements/kind.ts";
import { type StatementKindName, statementKinds } from "../../src/statements/registry.ts";
import { signatureOf } from "../../src/statements/sign.ts";
import { kindOf, type UnsignedStatement } from "../../src/statements/statement.ts";
import { type TypedData, typedDataOf } from "../../src/statements/typed-data.ts";

/** One statement of a kind in every form in which it occurs. */
export interface SigningVector {
  kind: StatementKindName;
  /** The message as it is submitted. */
  message: JsonObject;
  typedData: TypedData;
  digest: string;
  signature: string;
}

/** Everybody knows this key: it is of no use but here. */
export const vectorKey = new Wallet(`0x${"00".repeat(31)}01`);

/** The chain of the vectors, and an address for each contract that no ledger has. */
function domainOf(contract: ContractName): StatementDomain {
  const hash = keccak256Hex(Buffer.from(`example of ${contract}`));
  return { chainId: 20_260_101n, verifyingContract: checksumAddress(`0x${hash.slice(26)}`) };
}

/** A vector of each kind. */
export function signingVectors(): Promise<SigningVector[]> {
  return Promise.all((Object.keys(statementKinds) as StatementKindName[]).map(vectorOf));
}

async function vectorOf(name: StatementKindName): Promise<SigningVector> {
  const kind = kindOf(name);
  const message = kind.messageSchema.parse({ ...kind.example.message, key: vectorKey.address });
  const statement = { kind: name, message } as UnsignedStatement;
  const domain = domainOf(kind.contract);
  return {
    kind: name,
    message: kind.toWire(message),
    typedData: typedDataOf(statement, domain),
    digest: statementDigest(statement, domain),
    signature: await signatureOf(statement, domain, vectorKey),
  };
}

/** docs/signing-vectors.json */
export async function signingVectorsFile(): Promise<string> {
  const { privateKey, address } = vectorKey;
  return `${JSON.stringify({ key: { privateKey, address }, vectors: await signingVectors() }, null, 1)}\n`;
}
