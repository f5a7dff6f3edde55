import type { Address, Hex } from "../domain/hex.ts";

/** Where a gram is after it moved. */
export type GramPlace =
  | { state: "in-hand" | "seized"; holder: Address }
  | { state: "on-the-road" | "disputed"; holder: Address; consignment: Hex }
  | { state: "retired" | "consumed" | "lost" };

/** A statement on the ledger by which a gram moved, as the organisation that stated it says. */
export interface GramMove {
  statement: Hex;
  /** Out of whose hand it went. */
  by: Address;
  to: GramPlace;
}

/** The end of a move, by which the gram came back to where it was before: what was sent was taken back, or what was seized given back. */
export interface GramReturn {
  /** The statement that had moved it. */
  statement: Hex;
  backTo: Address;
}

/** What the named moves of one gram come to. */
export interface GramJourney {
  /** Null where nobody has named it in a move. */
  place: GramPlace | null;
  /** The statement by which it came to its place, or came back there after it. */
  statement: Hex | null;
  /** The first two moves that cannot both be of this gram: an earlier one that took it from whoever moves it in the later one. */
  doubled: readonly [Hex, Hex] | null;
}

/**
 * Follows one gram through the moves that name it.
 *
 * Whoever moves goods may leave open which grams they are. So a gram may come into a hand that no move names, and that is no
 * contradiction. It is one where the same organisation moves it twice though it did not come back, and where it moves from the road, from
 * the authority that seized it, or after its end.
 * @param steps In the order of the ledger.
 */
export function followGram(steps: readonly (GramMove | GramReturn)[]): GramJourney {
  const given = new Map<Address, Hex>();
  let last: GramMove | undefined;
  let doubled: GramJourney["doubled"] = null;
  for (const step of steps) {
    if ("backTo" in step) {
      given.delete(step.backTo);
      last = { statement: step.statement, by: step.backTo, to: { state: "in-hand", holder: step.backTo } };
      continue;
    }
    const earlier = last && (last.to.state === "in-hand" ? given.get(step.by) : last.statement);
    if (earlier !== undefined) {
      doubled = [earlier, step.statement];
      break;
    }
    given.set(step.by, step.statement);
    if (step.to.state === "in-hand") given.delete(step.to.holder);
    last = step;
  }
  return { place: last?.to ?? null, statement: last?.statement ?? null, doubled };
}
