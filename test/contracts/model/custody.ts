import { DAY, type PartyName } from "../fixtures/fixture.ts";
import type { Parts, StatedAction } from "./actions.ts";
import type { Trial } from "./certificates.ts";
import { ask } from "./holds.ts";
import { type ConsignmentState, give, heldBy, type LotState, type Place, refuse, refuseIf } from "./state.ts";

type Of<K extends StatedAction["kind"]> = Extract<StatedAction, { kind: K }>;

export const HOLDERS: PartyName[] = ["miner", "refiner", "magnetMaker", "recycler", "carrier", "buyer"];

/** Grams of a lot; undefined where there is no such lot. */
export interface Grams {
  lot: LotState | undefined;
  grams: bigint;
}

/** @param lines In the order of the lots' ids. */
export function dispatch(trial: Trial, { by, to, place, destination }: Of<"dispatch">, lines: Grams[]): void {
  const { state } = trial;
  trial.authorise(by, ...HOLDERS);
  refuseIf(to === by, "RecipientIsHolder");
  refuseIf(state.suspended.has(to), "OrganisationIsSuspended");
  refuseIf(!HOLDERS.includes(to), "RoleNotHeld");
  refuseIf(state.suspended.has("carrier"), "OrganisationIsSuspended");
  refuseIf(new Set(lines.map(({ lot }) => lot)).size !== lines.length, "LinesNotAscending");
  ask(trial, by, place, lines);
  const moved = lines.map((line) => {
    const { lot, grams } = movable(trial, line);
    refuseIf(heldBy(lot, by, place) < grams, "StockMissing");
    return { lot, grams };
  });
  take(by, place, moved);
  const open = { status: "onTheRoad" as const, reportedLost: false, missing: 0n, ways: [], reached: [] };
  const way = { from: by, to, fromCountry: place, toCountry: destination };
  const { at, occurredAt } = trial;
  state.consignments.push({ id: trial.statement, ...way, lines: moved, at, occurredAt, ...open });
}

export function close(trial: Trial, action: Of<"receive" | "recall">, consignment: ConsignmentState | undefined): void {
  const { by, kind, reason } = action;
  trial.authorise(by, ...HOLDERS);
  const open = requireOpen(consignment);
  if (kind === "receive") refuseIf(open.to !== by, "NotTheRecipient");
  else {
    refuseIf(open.from !== by, "NotTheSender");
    requireReleased(trial, open);
  }
  const short = shortageOf(action, open);
  refuseIf(short < 0n, "ReceivedMoreThanSent");
  refuseIf((short === 0n) !== (reason === 0), "ShortageReasonMismatch");
  const [first] = open.lines;
  const allowed = (first?.grams ?? 0n) / 200n;
  const isDisputed = kind === "receive" && short > (allowed > 1n ? allowed : 1n);
  open.status = isDisputed ? "disputed" : kind === "receive" ? "received" : "returned";
  for (const [index, { lot, grams }] of open.lines.entries()) {
    const missing = index === 0 ? short : 0n;
    // What comes back is where it was.
    arrive(open, lot, by, kind === "receive" ? open.toCountry : open.fromCountry, grams - missing);
    if (isDisputed) open.missing += missing;
    else lot.lost += missing;
  }
}

/** What both sides get of the first line; nothing of any other. */
export function sharesOf(missing: bigint, parts: Parts): { recipientGrams: bigint; senderGrams: bigint } {
  const recipientGrams = { received: missing, returned: 0n, parted: missing / 3n, lost: 0n, "one more": missing }[
    parts
  ];
  const senderGrams = { received: 0n, returned: missing, parted: missing / 3n, lost: 0n, "one more": 1n }[parts];
  return { recipientGrams, senderGrams };
}

/** Both sides sign: whoever states it, and the consignment's recipient. */
export function settle(trial: Trial, action: Of<"settle">, consignment: ConsignmentState | undefined): void {
  const { by, parts, reason } = action;
  trial.authorise(by, ...HOLDERS);
  trial.countersign(consignment?.to ?? "refiner", ...HOLDERS);
  const disputed = requireDisputed(consignment);
  refuseIf(disputed.from !== by, "NotTheSender");
  shareOut(disputed, parts, reason);
}

export function arbitrate(consignment: ConsignmentState | undefined, parts: Parts, reason: number): void {
  shareOut(requireDisputed(consignment), parts, reason);
}

function shareOut(disputed: ConsignmentState, parts: Parts, reason: number): void {
  const { recipientGrams, senderGrams } = sharesOf(disputed.missing, parts);
  const lost = disputed.missing - recipientGrams - senderGrams;
  refuseIf(lost < 0n, "SharedMoreThanMissing");
  refuseIf((lost === 0n) !== (reason === 0), "ShortageReasonMismatch");
  const lot = disputed.lines[0]?.lot;
  if (lot === undefined) return;
  arrive(disputed, lot, disputed.to, disputed.toCountry, recipientGrams);
  arrive(disputed, lot, disputed.from, disputed.fromCountry, senderGrams);
  lot.lost += lost;
  disputed.missing = 0n;
  disputed.status = "settled";
}

/** Puts grams of a consignment into a hand. What holds the consignment holds that part from now on, unless nothing came. */
function arrive({ reached }: ConsignmentState, lot: LotState, party: PartyName, place: Place, grams: bigint): void {
  give(lot, party, place, grams);
  if (grams > 0n) reached.push({ lot, party, place });
}

/** What is missing of the first line: never more than it has. */
export function shortageOf({ short }: Of<"receive" | "recall">, { lines }: ConsignmentState): bigint {
  const sent = lines[0]?.grams ?? 0n;
  return short > sent ? sent : short;
}

export function refuseGoods(
  trial: Trial,
  { by, reason }: Of<"refuse" | "reportLoss">,
  consignment?: ConsignmentState,
): void {
  trial.authorise(by, ...HOLDERS);
  refuseIf(reason === 0, "ReasonMissing");
  const open = requireOpen(consignment);
  refuseIf(open.status === "refused", "ConsignmentNotOnTheRoad");
  refuseIf(open.to !== by, "NotTheRecipient");
  open.status = "refused";
}

export function reportLoss(
  trial: Trial,
  { by, reason }: Of<"refuse" | "reportLoss">,
  consignment?: ConsignmentState,
): void {
  trial.authorise(by, ...HOLDERS);
  refuseIf(reason === 0, "ReasonMissing");
  const open = requireOpen(consignment);
  if (open.from !== by) {
    refuseIf(by !== "carrier", "NotTheSenderOrCarrier");
    refuseIf(open.reportedLost, "LossAlreadyReported");
    open.reportedLost = true;
    return;
  }
  requireReleased(trial, open);
  open.status = "lost";
  for (const { lot, grams } of open.lines) lot.lost += grams;
}

/** The carrier, whom every dispatch here names, says which countries a consignment passes. */
export function changeRoute(trial: Trial, action: Of<"changeRoute">, consignment?: ConsignmentState): void {
  const { by, countries, reason } = action;
  trial.authorise(by, ...HOLDERS);
  refuseIf(reason === 0, "ReasonMissing");
  const { ways, occurredAt } = requireOpen(consignment);
  refuseIf(trial.occurredAt < occurredAt, "EarlierThanDispatch");
  refuseIf(by !== "carrier", "NotTheCarrier");
  const { countries: former, occurredAt: since } = ways.at(-1) ?? { countries: [], occurredAt: 0 };
  refuseIf(trial.occurredAt < since, "EarlierThanChange");
  refuseIf(countries.join() === former.join(), "RouteUnchanged");
  refuseIf(countries.includes("vn"), "RouteInvalid");
  ways.push({ countries, occurredAt: trial.occurredAt });
}

export function handOver(trial: Trial, { by, to, place }: Of<"handOver">, line: Grams): void {
  trial.authorise(by, ...HOLDERS);
  refuseIf(to === by, "RecipientIsHolder");
  trial.countersign(to, ...HOLDERS);
  ask(trial, by, place, [line]);
  const { lot, grams } = movable(trial, line);
  take(by, place, [{ lot, grams }]);
  give(lot, to, place, grams);
}

export function retire(trial: Trial, { by, beneficiary, place }: Of<"retire">, line: Grams): void {
  refuseIf(!beneficiary, "BeneficiaryMissing");
  trial.authorise(by, ...HOLDERS);
  ask(trial, by, place, [line]);
  const { lot, grams } = movable(trial, line);
  take(by, place, [{ lot, grams }]);
  lot.retired += grams;
}

export function movable({ at }: Trial, { lot, grams }: Grams): { lot: LotState; grams: bigint } {
  if (lot === undefined) return refuse("LotUnknown");
  refuseIf(lot.status !== "certified", "LotNotCertified");
  refuseIf(at > lot.validUntil, "CertificateExpired");
  refuseIf(grams === 0n, "GramsZero");
  return { lot, grams };
}

export function take(by: PartyName, place: Place, moved: { lot: LotState; grams: bigint }[]): void {
  for (const { lot, grams } of moved) refuseIf(heldBy(lot, by, place) < grams, "StockMissing");
  for (const { lot, grams } of moved) give(lot, by, place, -grams);
}

/** A sender ends a consignment alone only once it is refused, or was left unanswered for thirty days. */
function requireReleased({ at }: Trial, open: ConsignmentState): void {
  refuseIf(open.status !== "refused" && at < open.at + 30 * DAY, "WaitingNotOver");
}

function requireDisputed(consignment: ConsignmentState | undefined): ConsignmentState {
  if (consignment === undefined) return refuse("ConsignmentUnknown");
  refuseIf(consignment.status !== "disputed", "ConsignmentNotDisputed");
  return consignment;
}

export function requireOpen(consignment: ConsignmentState | undefined): ConsignmentState {
  if (consignment === undefined) return refuse("ConsignmentUnknown");
  refuseIf(!["onTheRoad", "refused"].includes(consignment.status), "ConsignmentNotOnTheRoad");
  return consignment;
}
