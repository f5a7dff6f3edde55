/** Why governance ends a hold over its author's head. The order is that of the contract's enumeration, where 0 means "none". */
export const liftReasons = ["authority-gone", "outside-jurisdiction", "unfounded", "superseded"] as const;
export type LiftReason = (typeof liftReasons)[number];

/** What an authority finds of goods that it challenged, short of releasing them. The order is that of the contract's enumeration. */
export const challengeDecisions = ["under-identification", "licence-required"] as const;
export type ChallengeDecision = (typeof challengeDecisions)[number];

/** Where a challenge stands, in the order in which it goes. Overdue is derived: its deadline is past, and nobody has answered. */
export const challengeStates = ["challenged", "overdue", "answered", ...challengeDecisions] as const;
export type ChallengeState = (typeof challengeStates)[number];

/** A challenge, times in Unix seconds. */
export interface ChallengeClock {
  /** Last second (inclusive) at which an answer is in time. */
  answerBy: number;
  /** When it was first answered; null where it was not. */
  answeredAt: number | null;
  decision: ChallengeDecision | null;
}

/** Where a challenge stands at a time. @param now Unix seconds. */
export function challengeState({ answerBy, answeredAt, decision }: ChallengeClock, now: number): ChallengeState {
  if (decision !== null) return decision;
  if (answeredAt !== null) return "answered";
  return now > answerBy ? "overdue" : "challenged";
}

/** Whether a challenge was answered late. */
export function isAnsweredLate({ answerBy, answeredAt }: Pick<ChallengeClock, "answerBy" | "answeredAt">): boolean {
  return answeredAt !== null && answeredAt > answerBy;
}
