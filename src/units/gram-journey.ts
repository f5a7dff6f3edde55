import type { Address, Hex } from "../domain/hex.ts";

/** Where a gram is after it moved. */
export type GramPlace =
  | { state: "in-hand" | "seized"; holder: Address }
  | { state: "on-the-road"; holder: Address; consignment: Hex }
  /** Of goods of which less arrived than was sent. `maybeWith`: who got some of them and has not said which. */
  | { state: "disputed"; holder: Address; consignment: Hex; maybeWith: readonly Address[] }
  | { state: "retired" | "consumed" | "lost" };

/** A statement on the ledger by which a gram moved, as the organisation that stated it says. */
export interface GramMove {
  statement: Hex;
  /** Out of whose hand it went. */
  by: Address;
  to: GramPlace;
}

/** The end of a move, by which the gram is in a hand again: what was sent arrived, or was taken back, or what was seized was given back. */
export interface GramReturn {
  /** The statement that had moved it. */
  statement: Hex;
  backTo: Address;
}

/** A statement by which a gram that was sent came into a hand, as whoever has it since says. */
export interface GramArrival {
  statement: Hex;
  /** The statement that sent it, and whose. */
  sentIn: Hex;
  by: Address;
  holder: Address;
  /** Whether its sender has named other grams of its lot for what was sent, and not this one. */
  isUnsent: boolean;
}

export type GramStep = GramMove | GramReturn | GramArrival;

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
 * contradiction. It is one where the same organisation moves it twice though it did not come back, where it moves from the road, from
 * the authority that seized it, or after its end, and where it arrives twice, or out of a consignment for which others were named.
 * @param steps In the order of the ledger.
 */
export function followGram(steps: readonly GramStep[]): GramJourney {
  const given = new Map<Address, Hex>();
  const arrivedBy = new Map<Hex, Hex>();
  let last: GramMove | undefined;
  let doubled: GramJourney["doubled"] = null;
  for (const step of steps) {
    if ("backTo" in step) {
      given.delete(step.backTo);
      last = { statement: step.statement, by: step.backTo, to: { state: "in-hand", holder: step.backTo } };
      continue;
    }
    const { statement, by } = step;
    const isArrival = "sentIn" in step;
    const to: GramPlace = isArrival ? { state: "in-hand", holder: step.holder } : step.to;
    const earlier = isArrival ? againstArrival(step) : againstMove(by);
    if (earlier !== undefined) {
      doubled = [earlier, statement];
      // Out of what was sent, its sender says, it cannot have come: where it was before nobody has said.
      if (isArrival && last === undefined) {
        const to = { state: "disputed" as const, holder: step.holder, consignment: step.sentIn, maybeWith: [] };
        last = { statement, by, to };
      }
      break;
    }
    if (isArrival) arrivedBy.set(step.sentIn, statement);
    if (!isArrival || last?.statement !== step.sentIn) given.set(by, statement);
    if (to.state === "in-hand") given.delete(to.holder);
    last = { statement, by, to };
  }
  return { place: last?.to ?? null, statement: last?.statement ?? null, doubled };

  function againstMove(by: Address): Hex | undefined {
    if (last?.to.state === "disputed" && last.to.maybeWith.includes(by)) return undefined;
    return last && (last.to.state === "in-hand" ? given.get(by) : last.statement);
  }

  function againstArrival({ statement, sentIn, by, isUnsent }: GramArrival): Hex | undefined {
    const before = arrivedBy.get(sentIn);
    // Both sides of a dispute that they settled may name it by the same statement.
    if (before !== undefined) return before === statement ? sentIn : before;
    if (last?.statement === sentIn) return undefined;
    // Its sender left open which grams it sent: then this is what took it out of the sender's hand.
    return isUnsent ? sentIn : againstMove(by);
  }
}
