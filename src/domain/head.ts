import { writeHex, writeInteger } from "./bytes.ts";
import type { Hex } from "./hex.ts";
import { keccak256Hex } from "./keccak256.ts";

/** A hash chain's newest link and its length, as the contracts keep them. */
export interface Head {
  /** 28 bytes. */
  hash: Hex;
  count: number;
}

/** What a chain's link is made of. The digest commits to whoever stated it, so no link names an organisation. */
export interface Link {
  digest: Hex;
  /** Time of the block that included it, Unix seconds. */
  timestamp: number;
}

/** The head of an empty chain. */
export const emptyHead: Head = { hash: `0x${"0".repeat(56)}`, count: 0 };

/** Appends a link: `hash' = bytes28(keccak256(abi.encode(hash, digest, timestamp)))`. */
export function extendHead(head: Head, link: Link): Head {
  const words = new Uint8Array(96);
  writeHex(head.hash, words, 0);
  writeHex(link.digest, words, 32);
  writeInteger(link.timestamp, words, 90);
  return { hash: keccak256Hex(words).slice(0, 58), count: head.count + 1 };
}

/** The head of a chain of links. */
export function headOf(links: Iterable<Link>): Head {
  let head = emptyHead;
  for (const link of links) head = extendHead(head, link);
  return head;
}

/** Whether two heads stand for the same chain. */
export function sameHead(a: Head, b: Head): boolean {
  return a.count === b.count && a.hash === b.hash;
}
