import type { PartyName } from "../fixture.ts";
import type { StatedAction } from "./actions.ts";
import type { ConsignmentState, LotState } from "./state.ts";

/** Whoever may make a statement, as far as that follows from what it is about. */
export function behoving(
  { kind, by }: StatedAction,
  lot: LotState | undefined,
  consignment: ConsignmentState | undefined,
): PartyName {
  switch (kind) {
    case "reinstate":
      return lot?.suspension?.by ?? by;
    case "receive":
    case "refuse":
      return consignment?.to ?? by;
    case "recall":
      return consignment?.from ?? by;
    case "reportLoss":
      return consignment === undefined ? by : "carrier";
    case "dispatch":
    case "handOver":
    case "retire":
      return [...(lot?.held ?? [])].find(([, grams]) => grams > 0n)?.[0] ?? by;
    default:
      return by;
  }
}
