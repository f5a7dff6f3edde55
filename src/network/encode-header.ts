import { RLP } from "@ethereumjs/rlp";
import { z } from "zod";
import { bytesOf, toHex } from "../domain/bytes.ts";
import type { Hex } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";

const bytes = z.string().regex(/^0x(?:[0-9a-f]{2})*$/);
const quantity = z.string().regex(/^0x(0|[1-9a-f][0-9a-f]*)$/);

/** A header of Cancun as JSON-RPC gives it, in the order of its fields. */
const headerShape = {
  parentHash: bytes,
  sha3Uncles: bytes,
  miner: z.string().regex(/^0x[0-9a-fA-F]{40}$/),
  stateRoot: bytes,
  transactionsRoot: bytes,
  receiptsRoot: bytes,
  logsBloom: bytes,
  difficulty: quantity,
  number: quantity,
  gasLimit: quantity,
  gasUsed: quantity,
  timestamp: quantity,
  extraData: bytes,
  mixHash: bytes,
  nonce: bytes,
  baseFeePerGas: quantity,
  withdrawalsRoot: bytes,
  blobGasUsed: quantity,
  excessBlobGas: quantity,
  parentBeaconBlockRoot: bytes,
};
const header = z.object({ ...headerShape, hash: bytes });
type Name = keyof typeof headerShape;
const names = Object.keys(headerShape) as Name[];
const numbers: ReadonlySet<Name> = new Set(names.filter((name) => headerShape[name] === quantity));

/**
 * A block's header in RLP, from JSON-RPC.
 * @param isHashed Whether the hash that the node names is that of the header as it is; of QBFT it is another one.
 * @throws Error if it is no header of Cancun, or its hash is another one.
 */
export function encodeHeader(block: unknown, isHashed: boolean): Hex {
  const parsed = header.parse(block);
  const fields = names.map((name) => (numbers.has(name) ? numberBytes(parsed[name]) : bytesOf(parsed[name])));
  const encoded = RLP.encode(fields);
  if (isHashed && keccak256Hex(encoded) !== parsed.hash) {
    throw new Error(`The header of block ${parsed.number} has not the hash that its node names.`);
  }
  return toHex(encoded);
}

/** A number as RLP has it: whole bytes, none for zero. */
function numberBytes(text: string): Uint8Array {
  const digits = BigInt(text) === 0n ? "" : BigInt(text).toString(16);
  return bytesOf(`0x${digits.length % 2 === 0 ? digits : `0${digits}`}`);
}
