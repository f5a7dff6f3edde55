import type { Hex } from "../../domain/hex.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, GovernanceEvent, IncludedStatement } from "../fold.ts";

/** An authority holds goods. */
export const hold: Fold<IncludedStatement<"hold">> = {
  want: ({ digest }, tables) => tables.hold.want(digest),
  apply({ statement: { message }, digest, timestamp, blockNumber, logIndex }, tables) {
    const { lot, holder, country, ground, until, organisation } = message;
    tables.hold.put({
      ...{ statement: digest, lot: lotIdToWire(lot), holder, country, ground, authority: organisation },
      ...{ held_at: timestamp, until: BigInt(until), renewed_by: null },
      ...{ ended_at: null, ended_by: null },
      ...{ answer_by: null, answered_at: null, answer: null, decision: null },
      ...{ block_number: blockNumber, log_index: logIndex },
    });
  },
};

/** A hold that asks for documents. */
export const challenge: Fold<IncludedStatement<"challenge">> = {
  want: ({ digest }, tables) => tables.hold.want(digest),
  apply({ statement: { message }, digest, timestamp, blockNumber, logIndex }, tables) {
    const { lot, holder, country, ground, until, answerBy, organisation } = message;
    tables.hold.put({
      ...{ statement: digest, lot: lotIdToWire(lot), holder, country, ground, authority: organisation },
      ...{ held_at: timestamp, until: BigInt(until), renewed_by: null },
      ...{ ended_at: null, ended_by: null },
      ...{ answer_by: BigInt(answerBy), answered_at: null, answer: null, decision: null },
      ...{ block_number: blockNumber, log_index: logIndex },
    });
  },
};

/** Its holder answers it, or answers again. */
export const answerChallenge: Fold<IncludedStatement<"answer-challenge">> = {
  want: ({ statement }, tables) => tables.hold.want(statement.message.challenge),
  apply({ statement: { message }, digest, timestamp }, tables) {
    const held = tables.hold.require(message.challenge);
    tables.hold.put({ ...held, answered_at: held.answered_at ?? timestamp, answer: digest });
  },
};

/** Its author decides on it. */
export const decideChallenge: Fold<IncludedStatement<"decide-challenge">> = {
  want: ({ statement }, tables) => tables.hold.want(statement.message.challenge),
  apply({ statement: { message }, digest }, tables) {
    const { challenge: id, decision, until } = message;
    tables.hold.put({ ...tables.hold.require(id), decision, until: BigInt(until), renewed_by: digest });
  },
};

/** It has another end. */
export const renewHold: Fold<IncludedStatement<"renew-hold">> = {
  want: ({ statement }, tables) => tables.hold.want(statement.message.hold),
  apply({ statement: { message }, digest }, tables) {
    tables.hold.put({ ...tables.hold.require(message.hold), until: BigInt(message.until), renewed_by: digest });
  },
};

/** It is over. */
export const releaseHold: Fold<IncludedStatement<"release-hold">> = {
  want: ({ statement }, tables) => tables.hold.want(statement.message.hold),
  apply({ statement: { message }, digest, timestamp }, tables) {
    tables.hold.put({ ...tables.hold.require(message.hold), ended_at: timestamp, ended_by: digest });
  },
};

interface HoldLifted {
  lot: bigint;
  digest: Hex;
  hold: Hex;
}

/** Governance has ended it. */
const holdLifted: Fold<GovernanceEvent<HoldLifted>> = {
  want: ({ args }, tables) => tables.hold.want(args.hold),
  apply({ args, timestamp }, tables) {
    tables.hold.put({ ...tables.hold.require(args.hold), ended_at: timestamp, ended_by: args.digest });
  },
  dossiers: ({ args }) => ({ lots: [lotIdToWire(args.lot)], digest: args.digest }),
};

/** What the events of governance in `Customs` do, by name. */
export const customsFolds = { HoldLifted: holdLifted };
