import type { Address, Hex } from "../../domain/hex.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, GovernanceEvent } from "../fold.ts";
import { arrive, type Share, settled, settleMissing, wantArrival, wantHands } from "./arrivals.ts";

interface TimedOut {
  consignment: Hex;
  digest: Hex;
  sender: Address;
  lots: bigint[];
}

/** A time-out returns all grams of a forgotten consignment to its sender. */
const timedOut: Fold<GovernanceEvent<TimedOut>> = {
  want: ({ args }, tables) => wantArrival(tables, args.consignment, args.lots.map(lotIdToWire)),
  wantMore: ({ args }, tables) => wantHands(tables, args.consignment, args.lots.map(lotIdToWire)),
  apply({ args, timestamp }, tables) {
    const sent = args.lots.map((_, index) => tables.consignment_line.require(args.consignment, index + 1).sent_grams);
    arrive(tables, args.consignment, "sender", sent, {
      status: "returned",
      closure: args.digest,
      closed_at: timestamp,
      shortage_reason: null,
      seal_intact: null,
    });
  },
  dossiers: ({ args }) => ({ lots: args.lots.map(lotIdToWire), digest: args.digest }),
};

interface Disputed {
  consignment: Hex;
}

/** The receipt that comes after it leaves far less than was sent: what is missing waits in the consignment. */
const disputed: Fold<GovernanceEvent<Disputed>> = {
  want: ({ args }, tables) => tables.consignment.want(args.consignment),
  apply({ args }, tables) {
    tables.consignment.put({ ...tables.consignment.require(args.consignment), status: "disputed" });
  },
};

interface Arbitrated {
  consignment: Hex;
  digest: Hex;
  shares: Share[];
  lots: bigint[];
}

/** Governance shares out what is missing where both sides do not agree. */
const arbitrated: Fold<GovernanceEvent<Arbitrated>> = {
  want: ({ args }, tables) => wantArrival(tables, args.consignment, args.lots.map(lotIdToWire)),
  wantMore: ({ args }, tables) => wantHands(tables, args.consignment, args.lots.map(lotIdToWire)),
  apply({ args, timestamp }, tables) {
    settleMissing(tables, args.consignment, args.shares, { closure: args.digest, closed_at: timestamp });
  },
  movements: ({ args }, tables) => settled(tables, args.consignment, args.shares),
  dossiers: ({ args }) => ({ lots: args.lots.map(lotIdToWire), digest: args.digest }),
};

/** What the events of governance in `Custody` do, by name. */
export const custodyFolds = { TimedOut: timedOut, Disputed: disputed, Arbitrated: arbitrated };
