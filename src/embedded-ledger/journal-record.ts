import { crc32 } from "node:zlib";
import { RLP } from "@ethereumjs/rlp";
import type { Hex } from "../domain/hex.ts";

/** One block, as far as it does not follow from what is before it. */
export interface JournalBlock {
  readonly number: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** Hash of the block before, which a replay has to meet. */
  readonly parentHash: Hex;
  readonly transactions: readonly Buffer[];
  /** Whether the engine that made it began with a snapshot of the block before, which shows in its hash. */
  readonly afterSnapshot: boolean;
}

type RecordFields = [
  number: Buffer,
  timestamp: Buffer,
  parentHash: Buffer,
  transactions: Buffer[],
  afterSnapshot?: Buffer,
];

/** Bytes that begin every record of one journal. They are random, so that no transaction's data can pass for a record. */
export type Marker = Buffer;

export const markerLength = 16;

/** Bytes before a record's body: marker, length of the body, CRC-32 of length and body. */
export const recordHeadLength = markerLength + 8;

/** A record as it stands in the journal. */
export function encodeRecord(block: JournalBlock, marker: Marker): Buffer {
  const fields = [block.number, block.timestamp, block.parentHash, block.transactions as Buffer[]];
  const body = RLP.encode(block.afterSnapshot ? [...fields, 1] : fields);
  const head = Buffer.alloc(recordHeadLength);
  marker.copy(head);
  head.writeUInt32BE(body.length, markerLength);
  head.writeUInt32BE(checksum(head, body), markerLength + 4);
  return Buffer.concat([head, body]);
}

/** Length of the body that a record's head announces; undefined if the bytes are no head. */
export function bodyLength(head: Buffer, marker: Marker): number | undefined {
  if (head.length < recordHeadLength || !head.subarray(0, markerLength).equals(marker)) return undefined;
  return head.readUInt32BE(markerLength);
}

/** The block of a record; undefined if the record is damaged. */
export function decodeRecord(head: Buffer, body: Buffer): JournalBlock | undefined {
  if (checksum(head, body) !== head.readUInt32BE(markerLength + 4)) return undefined;
  const [number, timestamp, parentHash, transactions, afterSnapshot] = RLP.decode(body) as RecordFields;
  return {
    number: integer(number),
    timestamp: integer(timestamp),
    parentHash: `0x${Buffer.from(parentHash).toString("hex")}`,
    transactions: transactions.map((raw) => Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)),
    afterSnapshot: afterSnapshot !== undefined,
  };
}

function checksum(head: Buffer, body: Uint8Array): number {
  return crc32(body, crc32(head.subarray(markerLength, markerLength + 4)));
}

function integer(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}
