import { getBytes } from "ethers";
import type { Hex } from "../domain/hex.ts";
import { type PairHasher, pairHasher } from "./pair-hasher.ts";
import { UnitsRefused } from "./refused.ts";
import { maximumUnits, type UnitCode } from "./unit-code.ts";
import { saltBytes, tagBytes, type UnitKeys } from "./unit-keys.ts";

export const hashBytes = 32;

/** Height of the nodes that are kept: the hashes below them are made anew when a proof wants them. */
export const subtreeHeight = 7;

/** Nodes of that height that are made at once: few enough that what is hashed stays in the processor's cache. */
const subtreesAtOnce = 8;

const leafWords = 16;
/** Bytes of a leaf before its tag, which its salt follows: the context and the index. */
const tagAt = 36;
const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** The leaves of a lot in index order, and the hashes of runs of them. */
export class UnitTree {
  readonly grams: number;
  readonly #keys: UnitKeys;
  readonly #hasher: PairHasher;
  /** What the leaves of some subtrees hash. Whatever is equal in all of them is written once. */
  readonly #leaves: Uint32Array;
  readonly #hashes: Uint8Array;
  readonly #levels: Uint8Array[] = [];

  /**
   * @param context 32 bytes, the same that the keys were derived with.
   * @throws UnitsRefused `grams`, for a lot that has none, or more than codes can count.
   */
  constructor(keys: UnitKeys, context: Hex, grams: bigint, hasher: PairHasher = pairHasher) {
    if (grams < 1n || grams > maximumUnits) {
      throw new UnitsRefused(
        "grams",
        `A lot of ${grams} grams has no codes: divide it into lots of 1 to ${maximumUnits} grams`,
      );
    }
    this.grams = Number(grams);
    this.#keys = keys;
    this.#hasher = hasher;
    const leaves = Math.min(this.grams, subtreesAtOnce << subtreeHeight);
    this.#leaves = new Uint32Array(leaves * leafWords);
    const bytes = new Uint8Array(this.#leaves.buffer);
    for (let leaf = 0; leaf < leaves; leaf++) bytes.set(getBytes(context), leaf * leafWords * 4);
    this.#hashes = new Uint8Array(leaves * hashBytes);
  }

  /**
   * One gram's code and salt, and the siblings on the way from its leaf to the node of the height `subtreeHeight` over it, lowest first.
   * They come from one another: deriving code and salt once more would take longer than hashing all of these leaves.
   */
  open(index: bigint): { unit: UnitCode; salt: Hex; siblings: Hex[] } {
    const hashes = this.#hashLeaves(Number(index >> BigInt(subtreeHeight)), 1);
    const place = Number(index) & ((1 << subtreeHeight) - 1);
    const leaf = Buffer.from(this.#leaves.buffer, place * leafWords * 4, leafWords * 4);
    return {
      unit: { index, tag: leaf.readBigUInt64BE(tagAt) },
      salt: `0x${leaf.toString("hex", tagAt + tagBytes, tagAt + tagBytes + saltBytes)}`,
      siblings: siblingsOf(this.levels(hashes), hashes.length / hashBytes, place),
    };
  }

  /** Nodes of the height `subtreeHeight` that follow each other, 32 bytes each. @param first Place of the first among all. */
  subtrees(first: number, count: number): Uint8Array {
    const nodes = new Uint8Array(count * hashBytes);
    for (let done = 0; done < count; done += subtreesAtOnce) {
      const leaves = this.#hashLeaves(first + done, Math.min(subtreesAtOnce, count - done));
      nodes.set(this.#rise(leaves, subtreeHeight), done * hashBytes);
    }
    return nodes;
  }

  /** @param subtrees At most `subtreesAtOnce`. */
  #hashLeaves(position: number, subtrees: number): Uint8Array {
    const first = position << subtreeHeight;
    const grams = Math.min(this.grams - first, subtrees << subtreeHeight);
    const tags = words(this.#keys.tags(first, grams));
    const salts = words(this.#keys.salts(first, grams));
    const leaves = this.#leaves;
    for (let leaf = 0, at = 8; leaf < grams; leaf++, at += leafWords) {
      leaves[at] = bigEndian(first + leaf);
      for (let word = 0; word < tagBytes / 4; word++) {
        leaves[at + 1 + word] = tags[(leaf * tagBytes) / 4 + word] as number;
      }
      for (let word = 0; word < saltBytes / 4; word++) {
        leaves[at + 3 + word] = salts[(leaf * saltBytes) / 4 + word] as number;
      }
    }
    const into = this.#hashes.subarray(0, grams * hashBytes);
    this.#hasher.hash(new Uint8Array(leaves.buffer, 0, grams * leafWords * 4), into);
    return into;
  }

  /** The node over all leaves, 32 bytes. */
  top(): Uint8Array {
    return this.fold(this.subtrees(0, Math.ceil(this.grams / (1 << subtreeHeight))));
  }

  /**
   * The node over some nodes that follow each other.
   * @param nodes 32 bytes each, the first of them at an even place of every level.
   * @returns 32 bytes.
   */
  fold(nodes: Uint8Array): Uint8Array {
    return this.#rise(nodes, Number.POSITIVE_INFINITY);
  }

  /**
   * Some nodes that follow each other, as `fold` takes them, with all that stand between them and the one over them: level after level,
   * the lowest first, in one array.
   */
  levels(nodes: Uint8Array): Uint8Array {
    const into = new Uint8Array(nodesOfLevels(nodes.length / hashBytes) * hashBytes);
    into.set(nodes);
    let below = into.subarray(0, nodes.length);
    for (let [start, width] = [nodes.length, nodes.length / hashBytes]; width > 1; ) {
      width = (width + 1) >> 1;
      const level = into.subarray(start, start + width * hashBytes);
      this.#hashLevel(below, level);
      below = level;
      start += level.length;
    }
    return into;
  }

  /** The nodes some levels above. */
  #rise(nodes: Uint8Array, levels: number): Uint8Array {
    let level = nodes;
    let width = nodes.length / hashBytes;
    for (let risen = 0; risen < levels && width > 1; risen++) {
      width = (width + 1) >> 1;
      const above = this.#scratch(risen % 2, width).subarray(0, width * hashBytes);
      this.#hashLevel(level, above);
      level = above;
    }
    return level.slice();
  }

  /** A lone node at the end of a level goes up as it is. */
  #hashLevel(level: Uint8Array, above: Uint8Array): void {
    const paired = level.length - (level.length % (2 * hashBytes));
    this.#hasher.hash(level.subarray(0, paired), above.subarray(0, paired / 2));
    if (paired < level.length) above.set(level.subarray(paired), paired / 2);
  }

  /** Room for a level, one of two by turns: a proof makes two dozen, and to lay out each anew would take longer than to hash it. */
  #scratch(which: number, nodes: number): Uint8Array {
    const known = this.#levels[which];
    if (known !== undefined && known.length >= nodes * hashBytes) return known;
    const room = new Uint8Array(nodes * hashBytes);
    this.#levels[which] = room;
    return room;
  }
}

/** Nodes of all levels over a number of nodes, these among them. */
function nodesOfLevels(nodes: number): number {
  return nodes <= 1 ? nodes : nodes + nodesOfLevels((nodes + 1) >> 1);
}

/**
 * The siblings on the way from one node to the one over all, lowest first. A level at which the node has no sibling is left out.
 * @param levels As `UnitTree.levels` gives them.
 * @param width Nodes of the lowest level.
 */
export function siblingsOf(levels: Uint8Array, width: number, place: number): Hex[] {
  const siblings: Hex[] = [];
  const bytes = Buffer.from(levels.buffer, levels.byteOffset, levels.length);
  let [start, position] = [0, place];
  for (let left = width; left > 1; left = (left + 1) >> 1) {
    const sibling = position ^ 1;
    const at = (start + sibling) * hashBytes;
    if (sibling < left) siblings.push(`0x${bytes.toString("hex", at, at + hashBytes)}`);
    start += left;
    position >>= 1;
  }
  return siblings;
}

/** The same bytes as words. A copy where they do not lie at a word's beginning. */
function words(bytes: Uint8Array): Uint32Array {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

function bigEndian(value: number): number {
  if (!littleEndian) return value;
  return ((value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;
}
