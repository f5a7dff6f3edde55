import { decode, encode } from "@ethereumjs/rlp";
import type { SigningKey } from "ethers";
import type { Address, Hex } from "../domain/hex.ts";
import { keccak256, keccak256Hex } from "../domain/keccak256.ts";

/** What is paid for gas, in wei; both are zero on a network without fees. */
export interface Fees {
  maxFee: bigint;
  maxPriorityFee: bigint;
}

/** A ledger transaction before it is signed. */
export interface UnsignedTransaction extends Fees {
  chainId: bigint;
  nonce: bigint;
  gasLimit: bigint;
  to: Address;
  data: Buffer;
}

/** A signed transaction as it is broadcast. */
export interface SignedTransaction {
  raw: Hex;
  hash: Hex;
}

const TYPE = Buffer.of(2);

/**
 * Signs an EIP-1559 transaction without value. The same input gives the same bytes (RFC 6979). Works on bytes: general
 * libraries go through hexadecimal text several times, which takes a fifth of a second for a full batch.
 */
export function signTransaction(key: SigningKey, transaction: UnsignedTransaction): SignedTransaction {
  return signFields(key, [
    transaction.chainId,
    transaction.nonce,
    transaction.maxPriorityFee,
    transaction.maxFee,
    transaction.gasLimit,
    Buffer.from(transaction.to.slice(2), "hex"),
    0n,
    transaction.data,
    [],
  ]);
}

/** Signs the same transaction with other fees: a replacement, of which only one form can ever be included. */
export function signWithFees(key: SigningKey, raw: Hex, fees: Fees): SignedTransaction {
  const fields = decode(Buffer.from(raw.slice(2), "hex").subarray(TYPE.length)) as Fields;
  return signFields(key, [...fields.slice(0, 2), fees.maxPriorityFee, fees.maxFee, ...fields.slice(4, 9)]);
}

type Fields = Extract<Parameters<typeof encode>[0], unknown[]>;

function signFields(key: SigningKey, fields: Fields): SignedTransaction {
  const signature = key.sign(keccak256(envelope(fields)));
  const raw = envelope([...fields, BigInt(signature.yParity), BigInt(signature.r), BigInt(signature.s)]);
  return { raw: `0x${raw.toString("hex")}`, hash: keccak256Hex(raw) };
}

function envelope(fields: Fields): Buffer {
  return Buffer.concat([TYPE, encode(fields)]);
}
