import { getBytes, keccak256 } from "ethers";
import type { Hex } from "../domain/hex.ts";

const BITS = 2048;

/** A value that a header's bloom filter may hold: three bits of it. */
export class BloomEntry {
  readonly #bits: readonly { index: number; mask: number }[];

  /** @param value An address or a topic. */
  constructor(value: Hex) {
    const hash = getBytes(keccak256(value));
    this.#bits = [0, 2, 4].map((offset) => {
      const bit = (((hash[offset] ?? 0) << 8) | (hash[offset + 1] ?? 0)) % BITS;
      return { index: BITS / 8 - 1 - (bit >> 3), mask: 1 << (bit & 7) };
    });
  }

  /** Whether the filter may hold it. False is certain, true is not. */
  isIn(bloom: Uint8Array): boolean {
    return this.#bits.every(({ index, mask }) => ((bloom[index] ?? 0) & mask) !== 0);
  }
}

/** Which logs are asked for: any of the addresses with any of the first topics. */
export class BloomQuery {
  readonly #addresses: BloomEntry[];
  readonly #topics: BloomEntry[];

  constructor(addresses: Iterable<Hex>, topics: Iterable<Hex>) {
    this.#addresses = Array.from(addresses, (address) => new BloomEntry(address));
    this.#topics = Array.from(topics, (topic) => new BloomEntry(topic));
  }

  /** Whether a block with this bloom filter may hold such a log. False is certain, true is not. */
  mayMatch(logsBloom: Hex): boolean {
    const bloom = getBytes(logsBloom);
    return this.#addresses.some((address) => address.isIn(bloom)) && this.#topics.some((topic) => topic.isIn(bloom));
  }
}
