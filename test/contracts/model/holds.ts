import type { PartyName } from "../fixtures/fixture.ts";
import type { Trial } from "./certificates.ts";
import { type HoldState, type LotState, type ModelState, type Place, refuseIf } from "./state.ts";

/** Judges whether somebody's grams of lots may leave a hand, or be used up: they may unless an authority holds them. */
export function ask(
  { state, at }: Trial,
  party: PartyName,
  place: Place,
  lines: readonly { lot: LotState | undefined }[],
): void {
  for (const { lot } of lines) {
    refuseIf(lot !== undefined && holdingOf(state, at, lot, party, place) !== undefined, "GoodsHeld");
  }
}

/** A hold in force on somebody's grams of a lot. */
export function holdingOf(
  { holds }: ModelState,
  at: number,
  lot: LotState,
  party: PartyName,
  place: Place,
): HoldState | undefined {
  return holds.find((held) => held.lot === lot && isInForce(held, at) && isOn(held, party, place));
}

/** Whether an authority ever held any of a lot. */
export function isWatched({ holds }: ModelState, lot: LotState): boolean {
  return holds.some((held) => held.lot === lot);
}

/** A hold is in force to its last second. */
export function isInForce({ until }: HoldState, at: number): boolean {
  return at <= until;
}

/** The parts that a hold is on by name: the one holder's, or those that a consignment came to. A seizure needs such a one. */
export function partsOf({ holder, country, lot, consignment }: HoldState): { party: PartyName; place: Place }[] {
  if (consignment !== undefined) return consignment.reached.filter((part) => part.lot === lot);
  // In the third country nobody has anything.
  if (holder === "everybody" || holder === "whoever gets it" || country === "VN") return [];
  return [{ party: holder, place: country }];
}

export function isOnPart(held: HoldState, party: PartyName, place: Place): boolean {
  return partsOf(held).some((part) => part.party === party && part.place === place);
}

function isOn(held: HoldState, party: PartyName, place: Place): boolean {
  return (held.holder === "everybody" && held.country === place) || isOnPart(held, party, place);
}
