import type { PartyName } from "../fixtures/fixture.ts";
import type { StatedAction } from "./actions.ts";
import type { ConsignmentState, LotState, ModelState } from "./state.ts";

/** Whoever may make a statement, as far as that follows from what it is about. */
export function behoving(
  action: StatedAction,
  { accounts }: ModelState,
  lot: LotState | undefined,
  consignment: ConsignmentState | undefined,
): PartyName {
  const { kind, by } = action;
  switch (kind) {
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
      return [...(lot?.held ?? [])].find(([, grams]) => grams > 0n)?.[0] ?? by;
    case "withdraw":
      return [...accounts.keys()][0] ?? by;
    default:
      return by;
  }
}
