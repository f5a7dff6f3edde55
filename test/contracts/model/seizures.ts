import type { BorderAction, LiftAction } from "./border-actions.ts";
import type { Trial } from "./certificates.ts";
import { AUTHORITIES, requireOwn, waits } from "./customs.ts";
import { isOnPart } from "./holds.ts";
import { give, type HoldState, heldBy, refuse, refuseIf, type SeizureState } from "./state.ts";

type Of<K extends BorderAction["kind"]> = Extract<BorderAction, { kind: K }>;

/** Takes grams away from whoever has them. */
export function seize(trial: Trial, action: Of<"seize">, held: HoldState | undefined): void {
  const { by, of, place, grams } = action;
  const { state, at, statement } = trial;
  const standing = requireOwn(trial, by, held);
  const { lot, challenge: challenged } = standing;
  refuseIf(!isOnPart(standing, of, place), "SeizureBeyondHold");
  refuseIf(challenged !== undefined && waits(challenged, at), "ChallengeUnanswered");
  refuseIf(action.ground === 0, "GroundMissing");
  refuseIf(!action.order, "OrderMissing");
  refuseIf(grams === 0n, "GramsZero");
  // Whatever the certificate says.
  refuseIf(heldBy(lot, of, place) < grams, "StockMissing");
  give(lot, of, place, -grams);
  state.seizures.push({ statement, lot, by, holder: of, place, grams });
}

export function returnSeized(trial: Trial, { by, reason }: Of<"returnSeized">, seizure?: SeizureState): void {
  trial.authorise(by, ...AUTHORITIES);
  const standing = requireSeized(seizure);
  refuseIf(standing.by !== by, "SeizureOfAnother");
  refuseIf(reason === 0, "ReturnReasonMissing");
  giveBack(standing);
}

/** Governance has what was seized given back. */
export function restoreSeized(
  { reason }: Extract<LiftAction, { kind: "restoreSeized" }>,
  seizure?: SeizureState,
): void {
  const standing = requireSeized(seizure);
  refuseIf(reason === 0, "ReturnReasonMissing");
  giveBack(standing);
}

function giveBack(seizure: SeizureState): void {
  give(seizure.lot, seizure.holder, seizure.place, seizure.grams);
  seizure.grams = 0n;
}

function requireSeized(seizure: SeizureState | undefined): SeizureState {
  if (seizure === undefined || seizure.grams === 0n) return refuse("SeizureNotStanding");
  return seizure;
}
