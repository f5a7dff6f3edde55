import { setImmediate as othersTurn } from "node:timers/promises";
import { hexlify } from "ethers";
import { LRUCache } from "lru-cache";
import type { Hex } from "../domain/hex.ts";
import { type PairHasher, pairHasher } from "./pair-hasher.ts";
import type { TileFile } from "./tile-file.ts";
import { TileLayout, type TilePlace, tileBytes, tileGrams, tileNodes } from "./tile-layout.ts";
import type { UnitKeys } from "./unit-keys.ts";
import { pathLength, rootHash, type UnitCommitment, type UnitProof } from "./unit-proof.ts";
import { hashBytes, siblingsOf, subtreeHeight, UnitTree } from "./unit-tree.ts";

/** What was found of a tile before it was needed. */
export type TileState = "good" | "missing" | "damaged";

/** Which of the lowest tiles to see to: every `step`-th from the `first`. */
export interface TileShare {
  first: number;
  step: number;
}

/** One of the lowest tiles is there now. */
export interface TileProgress {
  /** How it was found. */
  state: TileState;
  /** Grams below it. */
  grams: number;
}

/**
 * The tree of a lot, of which the file holds only some nodes. Whatever is missing or damaged in the file is made anew from the
 * lot's keys and written there. Several threads or processes may do so at once, since all write the same.
 *
 * A tile's checksum is keyed with a key of the lot and covers the tile's place. So a tile of another lot, of another secret or
 * of another place counts as damaged, as one does that somebody changed on purpose.
 */
export class LotTiles {
  readonly #keys: UnitKeys;
  readonly #context: Hex;
  readonly #file: TileFile;
  readonly #tree: UnitTree;
  readonly #layout: TileLayout;
  /** All levels of the tiles that proofs wanted last, by their slots. */
  readonly #wanted: LRUCache<number, Uint8Array> | undefined;

  /**
   * @param context 32 bytes, the same that the keys were derived with.
   * @param remembered How many tiles stay in memory, each with 16 KiB of nodes, once a proof has wanted them. What happens to the file of one that
   * does is not seen by proofs.
   * @throws UnitsRefused `grams`.
   */
  constructor(
    keys: UnitKeys,
    context: Hex,
    grams: bigint,
    file: TileFile,
    { hasher = pairHasher, remembered = 0 }: { hasher?: PairHasher; remembered?: number } = {},
  ) {
    this.#keys = keys;
    this.#context = context;
    this.#file = file;
    this.#tree = new UnitTree(keys, context, grams, hasher);
    this.#layout = new TileLayout(this.#tree.grams);
    this.#wanted = remembered === 0 ? undefined : new LRUCache({ max: remembered });
  }

  /** Makes what is missing or damaged of a share of the lowest tiles. What an interrupted call has made stays made. */
  async make({ first, step }: TileShare, onProgress: (progress: TileProgress) => void = () => {}): Promise<void> {
    for (let position = first; position < this.#layout.tilesOf(0); position += step) {
      const { state } = await this.#tile({ level: 0, position });
      onProgress({ state, grams: Math.min(tileGrams, this.#tree.grams - position * tileGrams) });
      await othersTurn();
    }
  }

  /**
   * Makes what is missing or damaged of all tiles, and answers what the producer puts on record.
   * @returns When the disk has the tiles.
   */
  async complete(onProgress?: (progress: TileProgress) => void): Promise<UnitCommitment> {
    await this.make({ first: 0, step: 1 }, onProgress);
    for (let level = 1; level < this.#layout.levels; level++) {
      for (let position = 0; position < this.#layout.tilesOf(level); position++) await this.#tile({ level, position });
    }
    await this.#file.flush();
    const top = await this.#tile({ level: this.#layout.levels - 1, position: 0 });
    const grams = BigInt(this.#tree.grams);
    return { context: this.#context, grams, root: rootHash(this.#context, grams, hexlify(this.#tree.fold(top.nodes))) };
  }

  /**
   * The proof of one gram. Its cost grows with the logarithm of the lot's grams, unless tiles have to be made.
   * @throws UnitsRefused `beyond`, for a gram that the lot has not.
   */
  async prove(index: bigint): Promise<UnitProof> {
    pathLength(index, BigInt(this.#tree.grams));
    const over = this.#layout.tilesOver(Number(index >> BigInt(subtreeHeight)));
    const tiles = await Promise.all(over.map((tile) => this.#levels(tile)));
    const { unit, salt, siblings: path } = this.#tree.open(index);
    for (const [level, tile] of over.entries()) {
      path.push(...siblingsOf(tiles[level] as Uint8Array, this.#layout.nodesOf(tile), tile.place));
    }
    return { unit, salt, path };
  }

  /** The nodes of a tile, and those above them that are not in the file. */
  async #levels(place: TilePlace): Promise<Uint8Array> {
    const slot = this.#layout.slotOf(place);
    const known = this.#wanted?.get(slot);
    if (known !== undefined) return known;
    const { nodes } = await this.#tile(place);
    const levels = this.#tree.levels(nodes);
    this.#wanted?.set(slot, levels);
    return levels;
  }

  /** The nodes of a tile, which is made anew where it is not good. */
  async #tile(place: TilePlace): Promise<{ state: TileState; nodes: Uint8Array }> {
    const slot = this.#layout.slotOf(place);
    const bytes = this.#layout.nodesOf(place) * hashBytes;
    const stored = this.#file.read(slot);
    if (stored !== null && this.#keys.isTileChecksum(this.#label(place), stored.nodes, stored.checksum)) {
      return { state: "good", nodes: stored.nodes.subarray(0, bytes) };
    }
    const nodes = new Uint8Array(tileBytes);
    nodes.set(await this.#make(place));
    await this.#file.write(slot, { checksum: this.#keys.tileChecksum(this.#label(place), nodes), nodes });
    return { state: stored === null ? "missing" : "damaged", nodes: nodes.subarray(0, bytes) };
  }

  async #make(place: TilePlace): Promise<Uint8Array> {
    const [first, count] = [place.position * tileNodes, this.#layout.nodesOf(place)];
    if (place.level === 0) return this.#tree.subtrees(first, count);
    const nodes = new Uint8Array(count * hashBytes);
    for (let node = 0; node < count; node++) {
      const below = await this.#tile({ level: place.level - 1, position: first + node });
      nodes.set(this.#tree.fold(below.nodes), node * hashBytes);
    }
    return nodes;
  }

  #label({ level, position }: TilePlace): string {
    return `${this.#tree.grams}/${subtreeHeight}/${level}/${position}`;
  }
}
