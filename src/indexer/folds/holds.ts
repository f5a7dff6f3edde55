import type { Address, Hex } from "../../domain/hex.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, GovernanceEvent, IncludedStatement } from "../fold.ts";
import type { State } from "../state.ts";

/** An authority holds goods. */
export const hold: Fold<IncludedStatement<"hold">> = {
  want: ({ statement: { message }, digest }, tables) => wantHold(tables, digest, [lotIdToWire(message.lot)]),
  apply(included, tables) {
    const { lot, holder, ...message } = included.statement.message;
    enter(tables, included, { ...message, lots: [lot], holder, consignment: null, answerBy: null });
  },
};

/** It holds a consignment: each of its lots, wherever the grams arrive. */
export const holdConsignment: Fold<IncludedStatement<"hold-consignment">> = {
  want: ({ digest, lots }, tables) => wantHold(tables, digest, lots),
  apply(included, tables) {
    const lots = included.lots.map(BigInt);
    enter(tables, included, { ...included.statement.message, lots, holder: null, answerBy: null });
  },
};

/** A hold that asks for documents. */
export const challenge: Fold<IncludedStatement<"challenge">> = {
  want: ({ statement: { message }, digest }, tables) => wantHold(tables, digest, [lotIdToWire(message.lot)]),
  apply(included, tables) {
    const { lot, ...message } = included.statement.message;
    enter(tables, included, { ...message, lots: [lot], consignment: null });
  },
};

interface Entered {
  lots: readonly bigint[];
  holder: Address | null;
  consignment: Hex | null;
  country: string;
  ground: number;
  organisation: Address;
  until: number;
  answerBy: number | null;
}

function wantHold(tables: State["tables"], digest: Hex, lots: readonly Hex[]): void {
  for (const lot of lots) {
    tables.hold.want(digest, lot);
    tables.lot.want(lot);
  }
}

function enter(
  tables: State["tables"],
  {
    digest,
    timestamp,
    blockNumber,
    logIndex,
  }: Pick<IncludedStatement, "digest" | "timestamp" | "blockNumber" | "logIndex">,
  { lots, holder, consignment, country, ground, organisation, until, answerBy }: Entered,
): void {
  lots.map(lotIdToWire).forEach((lot, output) => {
    tables.lot.put({ ...tables.lot.require(lot), watched: true });
    tables.hold.put({
      ...{ statement: digest, output, lot, holder, consignment, country, ground },
      ...{ authority: organisation, held_at: timestamp, until: BigInt(until), renewed_by: null },
      ...{ ended_at: null, ended_by: null },
      ...{ answer_by: answerBy === null ? null : BigInt(answerBy), answered_at: null, answer: null, decision: null },
      ...{ block_number: blockNumber, log_index: logIndex },
    });
  });
}

/** Its holder answers it, or answers again. */
export const answerChallenge: Fold<IncludedStatement<"answer-challenge">> = {
  want: ({ statement: { message } }, tables) => tables.hold.want(message.challenge, lotIdToWire(message.lot)),
  apply({ statement: { message }, digest, timestamp }, tables) {
    const held = tables.hold.require(message.challenge, lotIdToWire(message.lot));
    tables.hold.put({ ...held, answered_at: held.answered_at ?? timestamp, answer: digest });
  },
};

/** Its author decides on it. */
export const decideChallenge: Fold<IncludedStatement<"decide-challenge">> = {
  want: ({ statement: { message } }, tables) => tables.hold.want(message.challenge, lotIdToWire(message.lot)),
  apply({ statement: { message }, digest }, tables) {
    const { challenge: id, lot, decision, until } = message;
    const held = tables.hold.require(id, lotIdToWire(lot));
    tables.hold.put({ ...held, decision, until: BigInt(until), renewed_by: digest });
  },
};

/** It has another end. */
export const renewHold: Fold<IncludedStatement<"renew-hold">> = {
  want: ({ statement: { message } }, tables) => tables.hold.want(message.hold, lotIdToWire(message.lot)),
  apply({ statement: { message }, digest }, tables) {
    const held = tables.hold.require(message.hold, lotIdToWire(message.lot));
    tables.hold.put({ ...held, until: BigInt(message.until), renewed_by: digest });
  },
};

/** It is over. */
export const releaseHold: Fold<IncludedStatement<"release-hold">> = {
  want: ({ statement: { message } }, tables) => tables.hold.want(message.hold, lotIdToWire(message.lot)),
  apply({ statement: { message }, digest, timestamp }, tables) {
    const held = tables.hold.require(message.hold, lotIdToWire(message.lot));
    tables.hold.put({ ...held, ended_at: timestamp, ended_by: digest });
  },
};

interface HoldLifted {
  lot: bigint;
  digest: Hex;
  hold: Hex;
}

/** Governance has ended it. */
const holdLifted: Fold<GovernanceEvent<HoldLifted>> = {
  want: ({ args }, tables) => tables.hold.want(args.hold, lotIdToWire(args.lot)),
  apply({ args, timestamp }, tables) {
    tables.hold.put({
      ...tables.hold.require(args.hold, lotIdToWire(args.lot)),
      ended_at: timestamp,
      ended_by: args.digest,
    });
  },
  dossiers: ({ args }) => ({ lots: [lotIdToWire(args.lot)], digest: args.digest }),
};

/** What the events of governance in `Customs` do, by name. */
export const customsFolds = { HoldLifted: holdLifted };
