import type { Hex } from "../domain/hex.ts";
import { type GramRanges, gramsIn, intersection, union } from "./gram-range.ts";
import { gs1Key } from "./gs1-key.ts";
import { UnitsRefused } from "./refused.ts";

interface Package {
  parent: string | null;
  children: Set<string>;
  /** Grams that lie in it directly, by lot. */
  grams: Map<Hex, GramRanges>;
}

/** Drums, bags and pallets: which grams lie in which, and which lies in which. A gram lies in one package at most. */
export class Packages {
  readonly #packages = new Map<string, Package>();
  readonly #packed = new Map<Hex, GramRanges>();

  /** Whether there is such a package. */
  has(sscc: string): boolean {
    return this.#packages.has(sscc);
  }

  /**
   * Begins an empty package.
   * @throws UnitsRefused `package-exists`, or what is wrong with the SSCC.
   */
  open(sscc: string): void {
    gs1Key("sscc", sscc);
    if (this.#packages.has(sscc)) throw new UnitsRefused("package-exists", `The package ${sscc} exists already`);
    this.#packages.set(sscc, { parent: null, children: new Set(), grams: new Map() });
  }

  /**
   * Puts grams of a lot into a package.
   * @throws UnitsRefused `package-unknown`, `empty` or `packed-already`.
   */
  putGrams(sscc: string, lot: Hex, ranges: GramRanges): void {
    const into = this.#known(sscc);
    if (ranges.length === 0) throw new UnitsRefused("empty", "No gram is named");
    const packed = this.#packed.get(lot) ?? [];
    const [twice] = intersection(packed, ranges);
    if (twice !== undefined) {
      throw new UnitsRefused("packed-already", `The grams ${twice.first}-${twice.last} lie in a package already`);
    }
    into.grams.set(lot, union(into.grams.get(lot) ?? [], ranges));
    this.#packed.set(lot, union(packed, ranges));
  }

  /**
   * Puts one package into another.
   * @throws UnitsRefused `package-unknown`, `packed-already` or `contains-itself`.
   */
  putPackage(sscc: string, inner: string): void {
    const into = this.#known(sscc);
    const moved = this.#known(inner);
    for (let outer: string | null = sscc; outer !== null; outer = this.#known(outer).parent) {
      if (outer === inner) throw new UnitsRefused("contains-itself", `The package ${inner} would contain itself`);
    }
    if (moved.parent !== null) {
      throw new UnitsRefused("packed-already", `The package ${inner} lies in ${moved.parent} already`);
    }
    moved.parent = sscc;
    into.children.add(inner);
  }

  /**
   * Takes a package out of the one that it lies in.
   * @throws UnitsRefused `package-unknown` or `not-packed`.
   */
  takeOut(inner: string): void {
    const taken = this.#known(inner);
    if (taken.parent === null) throw new UnitsRefused("not-packed", `The package ${inner} lies in no other`);
    this.#known(taken.parent).children.delete(inner);
    taken.parent = null;
  }

  /**
   * All grams in a package and in whatever lies in it, by lot.
   * @throws UnitsRefused `package-unknown`.
   */
  contents(sscc: string): Map<Hex, GramRanges> {
    const contents = new Map<Hex, GramRanges>();
    const open = [sscc];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { grams, children } = this.#known(next);
      for (const [lot, ranges] of grams) contents.set(lot, union(contents.get(lot) ?? [], ranges));
      open.push(...children);
    }
    return contents;
  }

  /**
   * Net mass of a package in grams.
   * @throws UnitsRefused `package-unknown`.
   */
  mass(sscc: string): bigint {
    return [...this.contents(sscc).values()].reduce((sum, ranges) => sum + gramsIn(ranges), 0n);
  }

  #known(sscc: string): Package {
    const known = this.#packages.get(sscc);
    if (known === undefined) throw new UnitsRefused("package-unknown", `No package ${sscc} is known`);
    return known;
  }
}
