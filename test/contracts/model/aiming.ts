import type { Drawn, StatedAction, Unsigned } from "./actions.ts";
import { astray, behoving, partFor, placeFor } from "./behoving.ts";
import { waits } from "./customs.ts";
import { isInForce, partsOf } from "./holds.ts";
import type { Governed, Meant } from "./model-ledger.ts";
import {
  type ConsignmentState,
  type HoldState,
  heldBy,
  type LotState,
  type ModelState,
  type SeizureState,
} from "./state.ts";

/** What an action means, once it is known of what it is: who takes the place of who was drawn, and where. */
export function aim(
  drawn: StatedAction & Pick<Drawn, "behoves">,
  state: ModelState,
  time: number,
): { action: StatedAction; meaning: Omit<Meant, "account"> } {
  const { lots, consignments, attestations } = state;
  const indices = "lines" in drawn ? drawn.lines.map(({ lot }) => lot) : "lot" in drawn ? [drawn.lot] : [];
  const stray = drawn.kind === "deposit" && drawn.strays ? astray(state) : undefined;
  const about = stray === undefined ? indices.map((index) => aimedAt(lots, drawn.kind, index, time)) : [stray.lot];
  const [lot] = about;
  const consignment = "consignment" in drawn ? meant(consignments, drawn) : undefined;
  const hold = "held" in drawn ? holdMeant(state, drawn, time) : undefined;
  const seizure = "seizure" in drawn ? seizureMeant(state, drawn) : undefined;
  const by = stray?.by ?? (drawn.behoves ? behoving(drawn, state, { lot, consignment, hold, seizure }) : drawn.by);
  const fitting = drawn.behoves && "place" in drawn ? { place: placeFor(drawn, state, lot, by) } : {};
  const part = drawn.behoves && "of" in drawn ? partFor(drawn, lot, hold) : {};
  const action = { ...drawn, by, ...(stray === undefined ? fitting : { place: stray.place }), ...part };
  return {
    action,
    meaning: {
      ...{ lots: about, consignment, hold, seizure },
      attestation: "attestation" in drawn ? among(attestations, drawn.attestation) : undefined,
      replaced: action.kind === "declare" ? replacedBy(lots, action) : undefined,
    },
  };
}

/** One of a list; none for the highest index, so that what is not there is asked for, too. */
function among<T>(list: readonly T[], index: number): T | undefined {
  return index === NONE ? undefined : list[index % list.length];
}

/** Now and then a lot for which the statement is meant, where there is one: few would be met by chance. */
function aimedAt(
  lots: readonly LotState[],
  kind: StatedAction["kind"],
  index: number,
  time: number,
): LotState | undefined {
  const wanted = {
    ...{ weigh: "declared", assay: "declared", certify: "declared", reject: "declared" },
    ...{ reinstate: "suspended", suspend: "certified", renew: "certified", hold: "certified", challenge: "certified" },
  }[kind as string];
  const fitting = lots.filter(({ status }) => status === wanted);
  const ended = kind === "renew" ? fitting.findLast(({ validUntil }) => validUntil < time) : undefined;
  return (index % 3 === 1 ? (ended ?? fitting.at(-1)) : undefined) ?? among(lots, index);
}

/** The lot whose place a declaration is to take: the newest that was rejected, where there is one, or any. */
function replacedBy(
  lots: readonly LotState[],
  { replaces }: { replaces: number | "rejected" | undefined },
): LotState | "unknown" | undefined {
  if (replaces === undefined) return undefined;
  if (replaces === "rejected") return lots.findLast(({ status }) => status === "rejected");
  return among(lots, replaces) ?? "unknown";
}

/** Mostly a lot in which there is something to set aside, where there is one. */
function troubled(
  lots: readonly LotState[],
  action: Extract<Unsigned, { lot: number }>,
  withheld: ReadonlyMap<LotState, unknown>,
): LotState | undefined {
  const { lot: index } = action;
  const isTroubled = (lot: LotState) => {
    if (action.kind === "setAside") return lot.taking !== undefined;
    if (action.kind === "setAsideCorrection") return lot.corrections.length > 0;
    if (action.kind === "release") return withheld.has(lot);
    return action.what === "finding" ? lot.findings.size > 0 : lot[action.what] !== undefined;
  };
  if (index % 3 === 0) return among(lots, index);
  return (index % 3 === 1 ? lots.find(isTroubled) : lots.findLast(isTroubled)) ?? among(lots, index);
}

/** Mostly a consignment that is where the statement is taken, where there is one: few would be met by chance. */
function meant(
  consignments: readonly ConsignmentState[],
  { kind, consignment: index }: { kind: string; consignment: number },
): ConsignmentState | undefined {
  const wanted = {
    ...{ settle: "disputed", arbitrate: "disputed", recall: "refused" },
    ...{ receive: "onTheRoad", refuse: "onTheRoad", reportLoss: "onTheRoad" },
    ...{ holdConsignment: "onTheRoad", changeRoute: "onTheRoad" },
  }[kind];
  const fitting = index % 3 === 0 ? undefined : consignments.findLast(({ status }) => status === wanted);
  return fitting ?? among(consignments, index);
}

/** What an act of governance is about. */
export function aimGoverned(action: Unsigned, state: ModelState, time: number): Governed {
  return {
    consignment: action.kind === "arbitrate" ? meant(state.consignments, action) : undefined,
    lot: "lot" in action ? troubled(state.lots, action, state.withheld) : undefined,
    hold: "held" in action ? holdMeant(state, action, time) : undefined,
    seizure: "seizure" in action ? seizureMeant(state, action) : undefined,
  };
}

/** Mostly a hold in force, and one for which the statement is meant, where there is such a one. */
function holdMeant(
  { holds }: ModelState,
  { kind, held: index }: { kind: string; held: number },
  time: number,
): HoldState | undefined {
  const standing = holds.filter((held) => isInForce(held, time));
  const isWaiting = ({ challenge }: HoldState) => challenge !== undefined && waits(challenge, time);
  const isFull = (held: HoldState) => partsOf(held).some(({ party, place }) => heldBy(held.lot, party, place) > 0n);
  const challenged = standing.filter(({ challenge }) => challenge !== undefined);
  const fitting = {
    answerChallenge: challenged.filter(isWaiting),
    decideChallenge: challenged.filter((held) => !isWaiting(held)),
    seize: standing.filter((held) => isFull(held) && !isWaiting(held)),
  }[kind];
  if (index % 4 === 3) return among(holds, index);
  const some = fitting === undefined || fitting.length === 0 ? standing : fitting;
  return (index % 2 === 1 ? some.at(-1) : some[0]) ?? among(holds, index);
}

/** Mostly one that stands, where there is one. */
function seizureMeant({ seizures }: ModelState, { seizure: index }: { seizure: number }): SeizureState | undefined {
  const standing = index % 4 === 3 ? undefined : seizures.findLast(({ grams }) => grams > 0n);
  return standing ?? among(seizures, index);
}

/** What stands for the one that is not there. */
const NONE = 7;
