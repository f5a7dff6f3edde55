import { concentrate, elementAt } from "../content.ts";
import type { PartyName } from "../fixture.ts";
import { Model } from "../processing-kinds.ts";
import type { StatedAction } from "./actions.ts";
import { fresh, type Trial } from "./certificates.ts";
import { type Grams, movable, take } from "./custody.ts";
import { type LotState, refuse, refuseIf } from "./state.ts";

type Of<K extends StatedAction["kind"]> = Extract<StatedAction, { kind: K }>;

const PROCESSORS: PartyName[] = ["miner", "refiner", "magnetMaker", "recycler"];
/** Share in every lot here, in parts per million: whoever claims more is refused. */
const NEODYMIUM = BigInt(concentrate().partsPerMillion[elementAt("Nd")] ?? 0);

/** What a split makes: grams of each output, and what is stated as lost. */
export function partsOf({ grams, mass }: Of<"split">): { parts: bigint[]; loss: bigint } {
  const lost = mass === "one less" || mass === "one less, and lost" ? 1n : 0n;
  const whole = grams === 0n ? 0n : grams - lost + (mass === "one more" ? 1n : 0n);
  const parts = [whole / 2n, whole - whole / 2n].filter((part) => part > 0n);
  return { parts: parts.length === 0 ? [0n] : parts, loss: mass === "one less, and lost" ? 1n : 0n };
}

/** The custody model that the outputs claim. */
export function claimOf({ claim }: Of<"split">, model: number): number {
  if (claim === "kept") return model;
  return claim === "stricter" ? Math.max(model - 1, Model.identityPreserved) : Model.massBalance;
}

/** What each output says that it carries. */
export function footprintOf({ grams, thrifty, ...action }: Of<"split">, footprint: number): number {
  const whole = partsOf({ ...action, grams, thrifty }).parts.reduce((sum, part) => sum + part, 0n);
  const least = whole === 0n ? BigInt(footprint) : (grams * BigInt(footprint) + whole - 1n) / whole;
  return Number(least) - (thrifty ? 1 : 0);
}

/** @param ids Of the lots that come of it. */
export function split(trial: Trial, action: Of<"split">, ids: readonly bigint[], lot?: LotState): void {
  const { by, grams, certifiable } = action;
  const { parts, loss } = partsOf(action);
  refuseIf(parts[0] === 0n, "MassMissing");
  trial.authorise(by, ...PROCESSORS);
  const taken = takeable(trial, by, { lot, grams });
  const custodyModel = claimOf(action, taken.custodyModel);
  const footprint = footprintOf(action, taken.footprint);
  const whole = parts.reduce((sum, part) => sum + part, 0n);
  refuseIf(grams !== whole + loss, "MassNotConserved");
  const isCertified = taken.disputes === 0 && (taken.status === "certified" || isDerived(taken));
  const loosest = !isCertified && certifiable ? Model.massBalance : Model.identityPreserved;
  refuseIf(custodyModel < Math.max(taken.custodyModel, loosest), "CustodyModelTooStrict");
  refuseIf(BigInt(footprint) * whole < grams * BigInt(taken.footprint), "FootprintTooLow");
  refuseIf(action.richer && (NEODYMIUM + 1n) * whole > NEODYMIUM * grams, "ElementGrows");
  refuseIf(!isCertified && certifiable, "CertifiedShareExceeded");
  consume(by, taken, grams);
  for (const [index, part] of parts.entries()) {
    trial.state.lots.push({
      ...fresh(ids[index] ?? 0n, by, part),
      ...{ form: taken.form, quota: undefined, custodyModel, footprint },
      ...(!certifiable && { status: "uncertifiable" as const }),
    });
  }
}

export function deposit(trial: Trial, { by }: Of<"deposit">, line: Grams): void {
  trial.authorise(by, ...PROCESSORS);
  const lot = takeable(trial, by, line);
  refuseIf(lot.status !== "certified" || lot.disputes !== 0, "InputNotCertified");
  consume(by, lot, line.grams);
}

/** Certified grams in hand, or what is left of an own lot that is no certificate. */
function takeable(trial: Trial, by: PartyName, { lot, grams }: Grams): LotState {
  if (lot === undefined) return refuse("LotUnknown");
  if (lot.status === "certified") {
    movable(trial, { lot, grams });
    refuseIf((lot.held.get(by) ?? 0n) < grams, "ERC1155InsufficientBalance");
    return lot;
  }
  refuseIf(lot.status !== "declared" && lot.status !== "uncertifiable", "LotNotCertified");
  refuseIf(lot.producer !== by, "LotOfAnother");
  refuseIf(grams === 0n, "GramsZero");
  refuseIf(grams > lot.grams, "GramsMissing");
  return lot;
}

function consume(by: PartyName, lot: LotState, grams: bigint): void {
  if (lot.status !== "certified") {
    lot.grams -= grams;
    return;
  }
  take(by, [{ lot, grams }]);
  lot.consumed += grams;
}

/** A lot that was made of certified ones counts before it is a certificate itself. */
function isDerived({ status, quota }: LotState): boolean {
  return status === "declared" && quota === undefined;
}
