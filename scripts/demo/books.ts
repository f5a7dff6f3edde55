import type { Hex } from "../../src/domain/hex.ts";
import type { PartName } from "./cast.ts";

/** Grams of a lot that left for somebody. */
export interface Line {
  lot: bigint;
  grams: bigint;
}

/** What should be where, kept beside the ledger so that the two can be compared in the end. */
export class Books {
  readonly #hands = new Map<bigint, Map<PartName, bigint>>();
  readonly #road = new Map<Hex, { to: PartName; lines: readonly Line[] }>();
  readonly #shortages = new Map<bigint, bigint>();
  readonly #disputed = new Map<bigint, bigint>();

  /** A certificate puts a lot's grams into its producer's hand. */
  mint(lot: bigint, holder: PartName, grams: bigint): void {
    this.#add(lot, holder, grams);
  }

  handOver(lot: bigint, from: PartName, to: PartName, grams: bigint): void {
    this.#add(lot, from, -grams);
    this.#add(lot, to, grams);
  }

  /** Grams that something else is made from. */
  consume(lot: bigint, holder: PartName, grams: bigint): void {
    this.#add(lot, holder, -grams);
  }

  dispatch(consignment: Hex, from: PartName, to: PartName, lines: readonly Line[]): void {
    for (const { lot, grams } of lines) this.#add(lot, from, -grams);
    this.#road.set(consignment, { to, lines });
  }

  receive(consignment: Hex, receivedGrams: readonly bigint[]): void {
    this.#arrive(consignment, receivedGrams, this.#shortages);
  }

  /** All that was sent comes back. */
  takeBack(consignment: Hex, sender: PartName): void {
    const { lines } = this.#road.get(consignment) ?? { lines: [] };
    for (const { lot, grams } of lines) this.#add(lot, sender, grams);
    this.#road.delete(consignment);
  }

  /** Much less arrived than was sent: what is missing is nobody's. */
  dispute(consignment: Hex, receivedGrams: readonly bigint[]): void {
    this.#arrive(consignment, receivedGrams, this.#disputed);
  }

  inHand(lot: bigint, holder: PartName): bigint {
    return this.#hands.get(lot)?.get(holder) ?? 0n;
  }

  /** Holders of a lot with more than nothing. */
  holders(lot: bigint): [PartName, bigint][] {
    return [...(this.#hands.get(lot) ?? [])].filter(([, grams]) => grams > 0n);
  }

  onTheRoad(lot: bigint): bigint {
    const lines = [...this.#road.values()].flatMap((consignment) => consignment.lines);
    return lines.filter((line) => line.lot === lot).reduce((sum, { grams }) => sum + grams, 0n);
  }

  shortage(lot: bigint): bigint {
    return this.#shortages.get(lot) ?? 0n;
  }

  disputed(lot: bigint): bigint {
    return this.#disputed.get(lot) ?? 0n;
  }

  #arrive(consignment: Hex, receivedGrams: readonly bigint[], missing: Map<bigint, bigint>): void {
    const { to, lines } = this.#road.get(consignment) ?? { to: undefined, lines: [] };
    if (to === undefined) throw new Error(`Consignment ${consignment} is not on the road.`);
    lines.forEach(({ lot, grams }, index) => {
      const received = receivedGrams[index] ?? 0n;
      this.#add(lot, to, received);
      missing.set(lot, (missing.get(lot) ?? 0n) + grams - received);
    });
    this.#road.delete(consignment);
  }

  #add(lot: bigint, holder: PartName, grams: bigint): void {
    const held = this.#hands.get(lot) ?? new Map<PartName, bigint>();
    const after = (held.get(holder) ?? 0n) + grams;
    if (after < 0n) throw new Error(`${holder} does not hold these grams of lot ${lot}.`);
    this.#hands.set(lot, held.set(holder, after));
  }
}
