import { RLP } from "@ethereumjs/rlp";
import { toHex } from "../domain/bytes.ts";
import type { Hex } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";
import { bytesOfBase64 } from "./base64.ts";
import { CertificateRefusal } from "./refusal.ts";

/** Root of a trie that holds nothing. */
const EMPTY_TRIE = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
const HASH_BYTES = 32;
const BRANCH_ITEMS = 17;

type Item = Uint8Array | readonly Item[];

/**
 * Nodes of Ethereum's tries, found by their hashes. So a node proves whatever it is a part of, wherever it stands in the file; one that
 * was altered is not found, and one that no proof needs is noticed.
 */
export class TrieNodes {
  readonly #nodes = new Map<Hex, Uint8Array>();
  readonly #used = new Set<Hex>();

  /** @param nodes In base64. @throws CertificateRefusal where they are not in ascending order, each once. */
  constructor(nodes: readonly string[]) {
    for (const [index, node] of nodes.entries()) {
      const bytes = bytesOfBase64(node);
      const isInOrder = index === 0 || (nodes[index - 1] as string) < node;
      if (bytes === undefined || !isInOrder) throw new CertificateRefusal("proof-invalid");
      this.#nodes.set(keccak256Hex(bytes), bytes);
    }
  }

  /** How many nodes nothing was proved by. */
  get unused(): number {
    return this.#nodes.size - this.#used.size;
  }

  /**
   * The value under a key; null where the nodes prove that there is none.
   * @param root Hash of the trie's root.
   * @param key 32 bytes.
   * @throws CertificateRefusal where a node lacks, or is none.
   */
  get(root: Hex, key: Uint8Array): Uint8Array | null {
    if (root === EMPTY_TRIE) return null;
    let node = this.#node(root);
    let path = halves(key);
    for (;;) {
      let child: Item | undefined;
      if (node.length === BRANCH_ITEMS) {
        const [half, ...rest] = path;
        if (half === undefined) throw new CertificateRefusal("proof-invalid");
        child = node[half];
        path = rest;
      } else {
        const { part, isLeaf } = partOf(node);
        const fits = part.every((half, index) => half === path[index]);
        if (isLeaf) return fits && part.length === path.length ? bytesIn(node[1]) : null;
        if (part.length === 0) throw new CertificateRefusal("proof-invalid");
        if (!fits) return null;
        child = node[1];
        path = path.slice(part.length);
      }
      if (child === undefined) throw new CertificateRefusal("proof-invalid");
      if (!(child instanceof Uint8Array)) node = child;
      else if (child.length === 0) return null;
      else if (child.length === HASH_BYTES) node = this.#node(toHex(child));
      else throw new CertificateRefusal("proof-invalid");
    }
  }

  #node(hash: Hex): readonly Item[] {
    const bytes = this.#nodes.get(hash);
    if (bytes === undefined) throw new CertificateRefusal("proof-missing");
    this.#used.add(hash);
    let decoded: unknown;
    try {
      decoded = RLP.decode(bytes);
    } catch {
      throw new CertificateRefusal("proof-invalid");
    }
    if (!Array.isArray(decoded)) throw new CertificateRefusal("proof-invalid");
    return decoded as Item[];
  }
}

/** The half bytes of the path that a leaf or an extension goes on with. */
function partOf(node: readonly Item[]): { part: number[]; isLeaf: boolean } {
  if (node.length !== 2) throw new CertificateRefusal("proof-invalid");
  const [flag = 0, first = 0, ...rest] = halves(bytesIn(node[0]));
  // The first half byte says which of both it is, and whether the number of halves is odd.
  if (flag > 3) throw new CertificateRefusal("proof-invalid");
  return { part: flag % 2 === 1 ? [first, ...rest] : rest, isLeaf: flag >= 2 };
}

function bytesIn(item: Item | undefined): Uint8Array {
  if (!(item instanceof Uint8Array)) throw new CertificateRefusal("proof-invalid");
  return item;
}

function halves(bytes: Uint8Array): number[] {
  return [...bytes].flatMap((byte) => [byte >> 4, byte & 15]);
}
