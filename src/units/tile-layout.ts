import { hashBytes, subtreeHeight } from "./unit-tree.ts";

const tileHeight = 8;

/** Nodes that one tile holds. */
export const tileNodes = 1 << tileHeight;

/** Grams below one tile of the lowest level: 32,768. */
export const tileGrams = tileNodes << subtreeHeight;

/** Bytes of the nodes of one tile. */
export const tileBytes = tileNodes * hashBytes;

/** One of the tiles of a lot. */
export interface TilePlace {
  /** 0 is the lowest. */
  level: number;
  /** From zero, within its level. */
  position: number;
}

/**
 * Where the nodes of a lot's tree stand. A tile of level 0 holds 256 neighbouring nodes of the height 7, one of level 1
 * those of the height 15, one of level 2 those of the height 23. The nodes between them are hashed anew when wanted. The last
 * tile of a level may hold fewer.
 */
export class TileLayout {
  /** Nodes of each level that has tiles. The last level has one tile. */
  readonly #widths: number[];

  constructor(grams: number) {
    this.#widths = [Math.ceil(grams / (1 << subtreeHeight))];
    for (let width = this.#widths[0] as number; width > tileNodes; ) {
      width = Math.ceil(width / tileNodes);
      this.#widths.push(width);
    }
  }

  get levels(): number {
    return this.#widths.length;
  }

  tilesOf(level: number): number {
    return Math.ceil(this.#width(level) / tileNodes);
  }

  /** Nodes that the tile holds. */
  nodesOf({ level, position }: TilePlace): number {
    return Math.min(tileNodes, this.#width(level) - position * tileNodes);
  }

  /** Place of the tile among all tiles, from zero, the lowest level first. */
  slotOf({ level, position }: TilePlace): number {
    let slot = position;
    for (let below = 0; below < level; below++) slot += this.tilesOf(below);
    return slot;
  }

  /** The tile of each level, lowest first, over a node of the height 7, and the place of what leads there within it. */
  tilesOver(node: number): (TilePlace & { place: number })[] {
    return this.#widths.map((_, level) => {
      const reached = Math.floor(node / tileNodes ** level);
      return { level, position: Math.floor(reached / tileNodes), place: reached % tileNodes };
    });
  }

  #width(level: number): number {
    const width = this.#widths[level];
    if (width === undefined) throw new RangeError(`There are no tiles of level ${level}`);
    return width;
  }
}
