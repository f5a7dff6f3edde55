import { createCipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from "node:crypto";
import { getBytes, hexlify } from "ethers";
import type { Hex } from "../domain/hex.ts";
import type { UnitCode } from "./unit-code.ts";

/** Bytes of one gram's tag and of its leaf's salt. */
export const tagBytes = 8;
export const saltBytes = 16;

const blockBytes = 16;

/**
 * Tags and salts of a lot's grams, derived from the lot's secret: nothing is stored per gram.
 *
 * Each of the two is the keystream of AES-256 in counter mode (NIST SP 800-38A), the counter starting at zero. Eight bytes of
 * the first stream belong to each gram, sixteen of the second, in index order. Each stream has a key of its own: HKDF-SHA-256
 * (RFC 5869) of the secret, salted with the lot's context, the purpose as information.
 *
 * Why that is secure:
 * - HKDF makes of one secret independent keys for each chain, contract, lot and purpose. Codes of one lot say nothing of the
 *   codes of another, even if a producer uses a secret twice. Whoever is given the tags' key to print labels cannot make
 *   proofs.
 * - No key encrypts a counter twice. A lot has at most 2^30 grams, so a stream has at most 2^30 blocks. By the switching lemma
 *   it can then be told from random bits with an advantage of at most 2^60 / 2^129 = 2^-69, as long as AES-256 is a pseudorandom
 *   permutation. So whoever knows all other codes of a lot guesses one with the chance of 2^-64.
 * - A leaf hides its tag behind 128 bits of salt, so that the siblings in a proof allow no search for the neighbour's tag.
 */
export class UnitKeys {
  readonly #tags: KeyObject;
  readonly #salts: KeyObject;
  readonly #tiles: KeyObject;

  /**
   * @param secret 32 random bytes.
   * @param context 32 bytes, from `lotContext`.
   */
  constructor(secret: Uint8Array, context: Hex) {
    // A key in bytes would be made into an object at each use, which takes longer than a proof's other hashes.
    const key = (purpose: string) =>
      createSecretKey(Buffer.from(hkdfSync("sha256", secret, getBytes(context), purpose, 32)));
    this.#tags = key("tag");
    this.#salts = key("salt");
    this.#tiles = key("tile");
  }

  /**
   * Tags of grams that follow each other, eight bytes each.
   * @param first An even index.
   */
  tags(first: number, grams: number): Uint8Array {
    return keystream(this.#tags, (first * tagBytes) / blockBytes, grams * tagBytes);
  }

  /** Salts of grams that follow each other, sixteen bytes each. */
  salts(first: number, grams: number): Uint8Array {
    return keystream(this.#salts, (first * saltBytes) / blockBytes, grams * saltBytes);
  }

  unit(index: bigint): UnitCode {
    const even = Number(index - (index % 2n));
    const tags = this.tags(even, 2);
    const tag = new DataView(tags.buffer, tags.byteOffset).getBigUint64((Number(index) - even) * tagBytes);
    return { index, tag };
  }

  /** 16 bytes. */
  salt(index: bigint): Hex {
    return hexlify(this.salts(Number(index), 1));
  }

  /**
   * HMAC-SHA-256 over the place of a tile and its nodes.
   * @returns 32 bytes.
   */
  tileChecksum(place: string, nodes: Uint8Array): Uint8Array {
    return createHmac("sha256", this.#tiles).update(`${place}\n`).update(nodes).digest();
  }

  /** Whether the checksum is that of the tile. */
  isTileChecksum(place: string, nodes: Uint8Array, checksum: Uint8Array): boolean {
    return timingSafeEqual(this.tileChecksum(place, nodes), checksum);
  }
}

let zeros = new Uint8Array(blockBytes * 1024);

function keystream(key: KeyObject, firstBlock: number, bytes: number): Uint8Array {
  if (!Number.isInteger(firstBlock)) throw new RangeError("A stream is read from the beginning of a block");
  if (zeros.length < bytes) zeros = new Uint8Array(bytes);
  const counter = new Uint8Array(blockBytes);
  new DataView(counter.buffer).setBigUint64(8, BigInt(firstBlock));
  return createCipheriv("aes-256-ctr", key, counter).update(zeros.subarray(0, bytes));
}
