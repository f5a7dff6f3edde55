import type { Address, Hex } from "../domain/hex.ts";

/** Where a gram is after it moved. */
export type GramPlace =
  | { state: "in-hand"; holder: Address }
  | { state: "on-the-road" | "disputed"; holder: Address; consignment: Hex }
  | { state: "retired" | "consumed" | "lost" };

/** A statement on the ledger by which a gram moved, as the organisation that stated it says. */
export interface GramMove {
  statement: Hex;
  /** Who moved it. */
  by: Address;
  to: GramPlace;
}

/** What the named moves of one gram come to. */
export interface GramJourney {
  /** Null where nobody has named it in a move. */
  place: GramPlace | null;
  /** The first two moves that cannot both be of this gram: an earlier one that took it from whoever moves it in the later one. */
  doubled: readonly [Hex, Hex] | null;
}

/**
 * Follows one gram through the moves that name it.
 *
 * Whoever moves goods may leave open which grams they are. So a gram may come into a hand that no move names, and that is no
 * contradiction. It is one where the same organisation moves it twice though it did not come back, and where it moves from the road, or
 * after its end.
 * @param moves In the order of the ledger.
 */
export function followGram(moves: readonly GramMove[]): GramJourney {
  const given = new Map<Address, Hex>();
  let last: GramMove | undefined;
  for (const move of moves) {
    const earlier = last && (last.to.state === "in-hand" ? given.get(move.by) : last.statement);
    if (earlier !== undefined) return { place: last?.to ?? null, doubled: [earlier, move.statement] };
    given.set(move.by, move.statement);
    if (move.to.state === "in-hand") given.delete(move.to.holder);
    last = move;
  }
  return { place: last?.to ?? null, doubled: null };
}
