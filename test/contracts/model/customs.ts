import { DAY, type PartyName } from "../fixtures/fixture.ts";
import type { BorderAction, LiftAction } from "./border-actions.ts";
import type { Trial } from "./certificates.ts";
import { HOLDERS, requireOpen } from "./custody.ts";
import { isInForce } from "./holds.ts";
import { type Challenge, type ConsignmentState, type HoldState, type LotState, refuse, refuseIf } from "./state.ts";

type Of<K extends BorderAction["kind"]> = Extract<BorderAction, { kind: K }>;

export const AUTHORITIES: PartyName[] = ["customs", "regulator"];
const TERM_MAXIMUM = 90 * DAY;
const WORKING_DAYS = 7;
const HOUR = 3_600;
const LICENCE_REQUIRED = 2;

export function hold(trial: Trial, { by, of, place, ground }: Of<"hold">, until: number, lot?: LotState): void {
  trial.authorise(by, ...AUTHORITIES);
  const held = requireHoldable(trial, ground, until, lot);
  enter(trial, { lot: held, by, holder: of, country: place, until, challenge: undefined });
}

export function holdConsignment(
  trial: Trial,
  { by, country, ground }: Of<"holdConsignment">,
  until: number,
  consignment?: ConsignmentState,
): void {
  const { state, at, statement } = trial;
  trial.authorise(by, ...AUTHORITIES);
  const open = requireOpen(consignment);
  const way = [open.fromCountry, open.toCountry, ...(open.ways.at(-1)?.countries ?? [])];
  refuseIf(!way.includes(country), "CountryNotOnTheWay");
  refuseIf(ground === 0, "GroundMissing");
  requireTerm(at, until);
  const own = state.holds.filter((held) => held.consignment === open && held.by === by);
  refuseIf(
    own.some((held) => isInForce(held, at)),
    "HoldStands",
  );
  for (const { lot } of open.lines) {
    const terms = { by, holder: "whoever gets it" as const, country, until, challenge: undefined };
    state.holds.push({ statement, lot, consignment: open, ...terms });
  }
}

export function renewHold(trial: Trial, { by, reason }: Of<"renewHold">, until: number, held?: HoldState): void {
  const standing = requireOwn(trial, by, held);
  refuseIf(reason === 0, "HoldReasonMissing");
  requireTerm(trial.at, until);
  standing.until = until;
}

export function releaseHold(trial: Trial, { by, reason }: Of<"releaseHold">, held?: HoldState): void {
  const standing = requireOwn(trial, by, held);
  refuseIf(reason === 0, "HoldReasonMissing");
  end(standing);
}

/** Governance lifts a hold. */
export function liftHold(at: number, { reason }: Extract<LiftAction, { kind: "liftHold" }>, held?: HoldState): void {
  const standing = requireInForce(at, held);
  refuseIf(reason === 0, "HoldReasonMissing");
  end(standing);
}

/** Last second of the seventh working day to come, wherever on Earth the holder is: a day begins first in the east, and ends last in the west. */
export function earliestDeadline(at: number): number {
  const day = new Date((at + 14 * HOUR) * 1_000);
  day.setUTCHours(0, 0, 0, 0);
  for (let left = WORKING_DAYS; left > 0; ) {
    day.setUTCDate(day.getUTCDate() + 1);
    const isWeekend = day.getUTCDay() === 0 || day.getUTCDay() === 6;
    if (!isWeekend) left -= 1;
  }
  return day.getTime() / 1_000 + DAY + 12 * HOUR - 1;
}

export function challenge(
  trial: Trial,
  { by, of, place, ground, notice }: Of<"challenge">,
  { answerBy, until }: { answerBy: number; until: number },
  lot?: LotState,
): void {
  trial.authorise(by, ...AUTHORITIES);
  // Nobody in particular cannot answer.
  if (of === "everybody") refuse("OrganisationUnknown");
  refuseIf(!notice, "NoticeMissing");
  refuseIf(answerBy < earliestDeadline(trial.at), "AnswerDueTooEarly");
  refuseIf(until < answerBy, "HoldTermInvalid");
  const held = requireHoldable(trial, ground, until, lot);
  const challenged = { answerBy, answeredAt: 0, decision: 0 };
  enter(trial, { lot: held, by, holder: of, country: place, until, challenge: challenged });
}

export function answerChallenge(
  trial: Trial,
  { by, complete }: Of<"answerChallenge">,
  held: HoldState | undefined,
): void {
  trial.authorise(by, ...HOLDERS);
  const { standing, challenged } = requireChallenge(trial.at, held);
  refuseIf(standing.holder !== by, "ChallengeOfAnother");
  refuseIf(!complete, "AnswerIncomplete");
  // The first answer counts.
  if (challenged.answeredAt === 0) challenged.answeredAt = trial.at;
}

export function decideChallenge(
  trial: Trial,
  { by, decision, reason }: Of<"decideChallenge">,
  until: number,
  held?: HoldState,
): void {
  const { at } = trial;
  trial.authorise(by, ...AUTHORITIES);
  const { standing, challenged } = requireChallenge(at, held);
  refuseIf(standing.by !== by, "NotTheAuthority");
  refuseIf(decision === 0, "DecisionMissing");
  refuseIf(waits(challenged, at), "ChallengeUnanswered");
  refuseIf(challenged.decision === LICENCE_REQUIRED && decision !== LICENCE_REQUIRED, "ChallengeDecidedAlready");
  refuseIf(reason === 0, "HoldReasonMissing");
  requireTerm(at, until);
  challenged.decision = decision;
  standing.until = until;
}

/** Has a hold of a part stand, one of each authority. One that has ended gives up its place, and nobody reads of it any more. */
function enter(
  { state, at, statement }: Trial,
  held: Pick<HoldState, "lot" | "by" | "holder" | "country" | "until" | "challenge">,
): void {
  const { lot, by, holder, country } = held;
  const before = state.holds.find(
    (other) =>
      other.lot === lot && other.by === by && other.holder === holder && other.country === country && other.until !== 0,
  );
  refuseIf(before !== undefined && isInForce(before, at), "HoldStands");
  if (before !== undefined) end(before);
  state.holds.push({ ...held, statement, consignment: undefined });
}

function end(held: HoldState): void {
  held.until = 0;
  held.challenge = undefined;
}

/** Whether a challenge gives its holder time still. */
export function waits({ answeredAt, answerBy }: Challenge, at: number): boolean {
  return answeredAt === 0 && at <= answerBy;
}

function requireHoldable({ at }: Trial, ground: number, until: number, lot: LotState | undefined): LotState {
  if (lot === undefined) return refuse("LotUnknown");
  refuseIf(ground === 0, "GroundMissing");
  requireTerm(at, until);
  return lot;
}

function requireTerm(at: number, until: number): void {
  refuseIf(until < at || until > at + TERM_MAXIMUM, "HoldTermInvalid");
}

/** The author's own hold, in force. */
export function requireOwn(trial: Trial, by: PartyName, held: HoldState | undefined): HoldState {
  trial.authorise(by, ...AUTHORITIES);
  const standing = requireInForce(trial.at, held);
  refuseIf(standing.by !== by, "NotTheAuthority");
  return standing;
}

function requireInForce(at: number, held: HoldState | undefined): HoldState {
  if (held === undefined || !isInForce(held, at)) return refuse("HoldNotInForce");
  return held;
}

function requireChallenge(at: number, held: HoldState | undefined): { standing: HoldState; challenged: Challenge } {
  const standing = requireInForce(at, held);
  const { challenge: challenged } = standing;
  return challenged === undefined ? refuse("ChallengeUnknown") : { standing, challenged };
}
