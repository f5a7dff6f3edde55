import type { PartyName } from "../fixtures/fixture.ts";
import type { StatedAction } from "./actions.ts";
import type { Part } from "./border-actions.ts";
import { partsOf } from "./holds.ts";
import type { Meant } from "./model-ledger.ts";
import { type HoldState, handOf, heldBy, type LotState, type ModelState, type Place } from "./state.ts";

/** Where a statement takes goods: where somebody has them, or where the lot was made, if that is known. */
export function placeFor(
  { kind, place }: { kind: string; place: Place },
  { accounts }: ModelState,
  lot: LotState | undefined,
  by: PartyName,
): Place {
  if (lot === undefined) return place;
  if (lot.status !== "certified") return lot.country;
  // An account is in one country, wherever the goods are.
  const account = kind === "deposit" ? accounts.get(by)?.country : undefined;
  return account ?? handOf(lot)?.country ?? place;
}

/** The newest lot of which whoever has an account has grams elsewhere than where that is. */
export function astray({ lots, accounts }: ModelState): { lot: LotState; by: PartyName; place: Place } | undefined {
  for (const lot of lots.toReversed()) {
    for (const [by, { country }] of accounts) {
      const place = country === "CN" ? "JP" : "CN";
      if (lot.status === "certified" && heldBy(lot, by, place) > 0n) return { lot, by, place };
    }
  }
  return undefined;
}

/** Whoever may make a statement, as far as that follows from what it is about. */
export function behoving(
  action: StatedAction,
  { accounts }: ModelState,
  { lot, consignment, hold, seizure }: Pick<Meant, "consignment" | "hold" | "seizure"> & { lot: LotState | undefined },
): PartyName {
  const { kind, by } = action;
  switch (kind) {
    case "renew":
      return lot?.certifier ?? by;
    case "reinstate":
      return lot?.taking?.by ?? by;
    case "receive":
    case "refuse":
      return consignment?.to ?? by;
    case "recall":
    case "settle":
      return consignment?.from ?? by;
    case "reportLoss":
      // The sender's ends the consignment, the carrier's does not.
      if (consignment === undefined) return by;
      return consignment.status === "refused" ? consignment.from : "carrier";
    case "dispatch":
    case "handOver":
    case "retire":
    case "transform":
    case "deposit":
      if (lot !== undefined && lot.status !== "certified" && !("to" in action)) return lot.producer;
      return (lot && handOf(lot)?.party) ?? by;
    case "renewHold":
    case "releaseHold":
    case "decideChallenge":
    case "seize":
      return hold?.by ?? by;
    case "answerChallenge":
      return hold === undefined || hold.holder === "everybody" || hold.holder === "whoever gets it" ? by : hold.holder;
    case "returnSeized":
      return seizure?.by ?? by;
    case "withdraw":
      return [...accounts.keys()][0] ?? by;
    default:
      return by;
  }
}

/** Whose goods an authority means: of what is held, those that are; else of one who has some, where there are any. */
export function partFor({ of, place }: Part, lot: LotState | undefined, hold: HoldState | undefined): Part {
  if (hold !== undefined) {
    const parts = partsOf(hold);
    const full = parts.find((part) => heldBy(hold.lot, part.party, part.place) > 0n) ?? parts.at(-1);
    return full === undefined ? { of, place } : { of: full.party, place: full.place };
  }
  if (lot === undefined) return { of, place };
  const hand = handOf(lot) ?? { party: lot.producer, country: lot.country };
  if (of === "everybody") return { of, place: hand.country };
  const where = (["CN", "JP"] as const).find((country) => heldBy(lot, of, country) > 0n);
  return where === undefined ? { of: hand.party, place: hand.country } : { of, place: where };
}
