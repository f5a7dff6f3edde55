import { type Input, RLP } from "@ethereumjs/rlp";
import type { Address, Hex } from "../domain/hex.ts";
import { keccak256 } from "../domain/keccak256.ts";
import { recoverAddress } from "../statements/recover.ts";
import { Refusal } from "./refusal.ts";

/** A signed transaction as its sender encoded it, and what the pool needs to know of it. */
export interface RawTransaction {
  readonly hash: Hex;
  readonly raw: Buffer;
  readonly sender: Address;
  readonly chainId: bigint;
  readonly nonce: bigint;
  readonly gasLimit: bigint;
  readonly value: bigint;
  /** The most it would pay for a unit of gas, in wei. */
  readonly gasPrice: bigint;
  /** What it costs before its first instruction runs, in gas. */
  readonly intrinsicGas: bigint;
}

const addressLength = 20;
const slotLength = 32;
const maxInitCodeLength = 49_152;

/** Positions of the fields in the transaction's list, by its type (EIP-2718). */
const layouts = {
  legacy: { length: 9, nonce: 0, prices: [1], gasLimit: 2, to: 3, value: 4, input: 5 },
  accessList: { length: 11, chainId: 0, nonce: 1, prices: [2], gasLimit: 3, to: 4, value: 5, input: 6, access: 7 },
  feeMarket: { length: 12, chainId: 0, nonce: 1, prices: [2, 3], gasLimit: 4, to: 5, value: 6, input: 7, access: 8 },
} as const;

/**
 * Reads a transaction of the types that the ledger's hard fork (Cancun) knows, except those with blobs.
 * @throws Refusal if it is not well-formed, is signed for no chain in particular, or nobody signed it.
 */
export function parseRawTransaction(raw: Buffer): RawTransaction {
  const type = raw[0] ?? 0;
  if (type > 2 && type < 0xc0) throw new Refusal(`transaction type not supported: ${type}`);
  const layout = type === 1 ? layouts.accessList : type === 2 ? layouts.feeMarket : layouts.legacy;
  const fields = decode(type > 2 ? raw : raw.subarray(1), layout.length);
  const [v, r, s] = fields.slice(-3).map((field) => number(field, slotLength)) as [bigint, bigint, bigint];

  // EIP-155 puts the chain's id into what is signed and into v; typed transactions carry it as a field.
  const chainId = "chainId" in layout ? number(fields[layout.chainId], 8) : (v - 35n) / 2n;
  const parity = "chainId" in layout ? v : v - 35n - 2n * chainId;
  if (v < 35n && !("chainId" in layout)) throw new Refusal("only replay-protected (EIP-155) transactions are allowed");
  if (parity > 1n) throw new Refusal("invalid signature parity");
  const signed = RLP.encode("chainId" in layout ? fields.slice(0, -3) : [...fields.slice(0, -3), chainId, 0n, 0n]);
  const digest = keccak256("chainId" in layout ? Buffer.concat([raw.subarray(0, 1), signed]) : signed);
  const signature = `0x${word(r)}${word(s)}${parity === 0n ? "1b" : "1c"}`;
  const sender = recoverAddress(hex(digest), signature);
  if (sender === undefined) throw new Refusal("invalid transaction signature");

  const to = bytes(fields[layout.to]);
  if (to.length !== 0 && to.length !== addressLength) throw new Refusal("invalid recipient");
  const input = bytes(fields[layout.input]);
  if (to.length === 0 && input.length > maxInitCodeLength) throw new Refusal("max initcode size exceeded");
  return {
    hash: hex(keccak256(raw)),
    raw,
    sender,
    chainId,
    nonce: number(fields[layout.nonce], 8),
    gasLimit: number(fields[layout.gasLimit], 8),
    value: number(fields[layout.value], slotLength),
    gasPrice: layout.prices.map((i) => number(fields[i], slotLength)).reduce((a, b) => (a > b ? a : b)),
    intrinsicGas: intrinsicGas(to.length === 0, input) + ("access" in layout ? accessGas(fields[layout.access]) : 0n),
  };
}

function decode(encoded: Uint8Array, length: number): Field[] {
  let fields: unknown;
  try {
    fields = RLP.decode(encoded);
  } catch {
    throw new Refusal("the transaction is not well-formed RLP");
  }
  if (!Array.isArray(fields) || fields.length !== length)
    throw new Refusal("the transaction has not its type's fields");
  // One transaction has one encoding, or it would have several hashes.
  if (!Buffer.from(RLP.encode(fields as Input)).equals(encoded))
    throw new Refusal("the transaction is not canonical RLP");
  return fields as Field[];
}

type Field = Uint8Array | Field[];

function bytes(field: Field | undefined): Uint8Array {
  if (!(field instanceof Uint8Array)) throw new Refusal("the transaction has a list where bytes belong");
  return field;
}

function number(field: Field | undefined, maxLength: number): bigint {
  const value = bytes(field);
  if (value.length > maxLength || value[0] === 0) throw new Refusal("the transaction has a malformed number");
  return value.length === 0 ? 0n : BigInt(hex(value));
}

function list(field: Field | undefined): Field[] {
  if (!Array.isArray(field)) throw new Refusal("the transaction has bytes where a list belongs");
  return field;
}

/** EIP-2028 (data), EIP-2 (creation) and EIP-3860 (words of init code). */
function intrinsicGas(creates: boolean, input: Uint8Array): bigint {
  let zeros = 0;
  for (const byte of input) if (byte === 0) zeros++;
  const creation = creates ? 32_000 + 2 * Math.ceil(input.length / slotLength) : 0;
  return BigInt(21_000 + 4 * zeros + 16 * (input.length - zeros) + creation);
}

/** EIP-2930. */
function accessGas(field: Field | undefined): bigint {
  let gas = 0n;
  for (const entry of list(field)) {
    const [address, slots, ...rest] = list(entry);
    const keys = list(slots).map(bytes);
    if (bytes(address).length !== addressLength || rest.length > 0 || keys.some((key) => key.length !== slotLength)) {
      throw new Refusal("the transaction has a malformed access list");
    }
    gas += 2_400n + 1_900n * BigInt(keys.length);
  }
  return gas;
}

function hex(data: Uint8Array): Hex {
  return `0x${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("hex")}`;
}

function word(value: bigint): string {
  return value.toString(16).padStart(64, "0");
}
