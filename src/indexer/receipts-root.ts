import { RLP } from "@ethereumjs/rlp";
import type { Hex } from "../domain/hex.ts";
import { keccak256, keccak256Hex } from "../domain/keccak256.ts";

/** A receipt as JSON-RPC gives it, as far as a block's header commits to it. */
export interface CommittedReceipt {
  readonly type: bigint;
  readonly status: bigint;
  readonly cumulativeGasUsed: bigint;
  readonly logsBloom: Hex;
  readonly logs: readonly { readonly address: string; readonly topics: readonly Hex[]; readonly data: Hex }[];
}

/**
 * The root of a block's receipts, as its header has it: Ethereum's trie of the receipts, by their numbers. One log left out, added,
 * changed or moved gives another root.
 */
export function receiptsRoot(receipts: readonly CommittedReceipt[]): Hex {
  return trieRoot(receipts.map(encodeReceipt));
}

/**
 * A receipt in RLP. Its texts come from the node in hexadecimal digits and are put together as such: that makes one conversion of the
 * whole, where a library copies each field once a level (10 % of a backfill's time).
 */
function encodeReceipt({ type, status, cumulativeGasUsed, logsBloom, logs }: CommittedReceipt): Uint8Array {
  const fields = listOf([
    integerOf(status),
    integerOf(cumulativeGasUsed),
    textOf(logsBloom),
    listOf(
      logs.map(({ address, topics, data }) => listOf([textOf(address), listOf(topics.map(textOf)), textOf(data)])),
    ),
  ]);
  return Buffer.from(type === 0n ? fields : type.toString(16).padStart(2, "0") + fields, "hex");
}

/** Digits of the RLP of a list, from those of its items. */
function listOf(items: readonly string[]): string {
  // Added one by one and not joined: so no text is copied before the receipt is whole.
  let digits = "";
  for (const item of items) digits += item;
  return lengthOf(0xc0, digits.length / 2) + digits;
}

/** Digits of the RLP of bytes. */
function textOf(hex: string): string {
  const digits = hex.slice(2);
  return digits.length === 2 && digits < "80" ? digits : lengthOf(0x80, digits.length / 2) + digits;
}

function integerOf(value: bigint): string {
  return textOf(value === 0n ? "0x" : `0x${evenDigits(value)}`);
}

/** What stands before bytes or items of a length: up to 55 the length itself, beyond it the length of the length. */
function lengthOf(offset: number, bytes: number): string {
  if (bytes <= 55) return evenDigits(offset + bytes);
  const digits = evenDigits(bytes);
  return evenDigits(offset + 55 + digits.length / 2) + digits;
}

function evenDigits(value: number | bigint): string {
  const digits = value.toString(16);
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}

/** A value and the half bytes of its key. */
interface Entry {
  readonly path: readonly number[];
  readonly value: Uint8Array;
}

type TrieNode = (Uint8Array | TrieNode)[];

/** Bytes from which on a node stands in its parent by its hash. */
const hashLength = 32;

/** Root of the trie that holds a list, the keys of which are its positions. */
function trieRoot(values: readonly Uint8Array[]): Hex {
  const entries = values.map((value, position) => ({ path: halves(RLP.encode(position)), value }));
  return keccak256Hex(RLP.encode(entries.length === 0 ? new Uint8Array() : nodeOf(entries, 0)));
}

/** The node of all entries that agree in what stands before a depth of their paths; no path of a list's ends where another goes on. */
function nodeOf(entries: readonly Entry[], depth: number): TrieNode {
  const [first] = entries as [Entry, ...Entry[]];
  if (entries.length === 1) return [prefixed(first.path.slice(depth), true), first.value];
  const shared = sharedFrom(entries, depth);
  if (shared > depth) return [prefixed(first.path.slice(depth, shared), false), referenceTo(nodeOf(entries, shared))];
  const byHalf = Map.groupBy(entries, ({ path }) => path[depth]);
  const children = Array.from({ length: 16 }, (_, half) => {
    const below = byHalf.get(half);
    return below === undefined ? new Uint8Array() : referenceTo(nodeOf(below, depth + 1));
  });
  return [...children, new Uint8Array()];
}

function referenceTo(node: TrieNode): Uint8Array | TrieNode {
  const encoded = RLP.encode(node);
  return encoded.length < hashLength ? node : keccak256(encoded);
}

/** How far all paths agree. */
function sharedFrom(entries: readonly Entry[], depth: number): number {
  const [first] = entries as [Entry, ...Entry[]];
  let shared = depth;
  while (shared < first.path.length && entries.every(({ path }) => path[shared] === first.path[shared])) shared++;
  return shared;
}

/** Half bytes as bytes, with what tells a leaf and an odd number of them. */
function prefixed(path: readonly number[], isLeaf: boolean): Uint8Array {
  const flag = (isLeaf ? 2 : 0) + (path.length % 2);
  const padded = path.length % 2 === 0 ? [flag, 0, ...path] : [flag, ...path];
  return Uint8Array.from({ length: padded.length / 2 }, (_, i) => 16 * (padded[2 * i] ?? 0) + (padded[2 * i + 1] ?? 0));
}

function halves(bytes: Uint8Array): number[] {
  return [...bytes].flatMap((byte) => [byte >> 4, byte & 15]);
}
