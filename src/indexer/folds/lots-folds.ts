import { outcomes } from "../../domain/attestation.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, GovernanceEvent } from "../fold.ts";

interface Unattested {
  lot: bigint;
  outcome: bigint;
}

/** What taking an attestation back undid. Its own statement says what was taken back, this what had counted of it. */
const unattested: Fold<GovernanceEvent<Unattested>> = {
  want: ({ args }, tables) => tables.lot.want(lotIdToWire(args.lot)),
  apply({ args }, tables) {
    // A finding has one dispute to lift, whatever its kind. Nothing else had changed the lot.
    if (outcomes[Number(args.outcome) - 1] !== "does-not-conform") return;
    const lot = tables.lot.require(lotIdToWire(args.lot));
    tables.lot.put({ ...lot, disputes: lot.disputes - 1 });
  },
};

interface Uncertified {
  lot: bigint;
  scheme: bigint;
}

/** A revoked certificate went back to the declaration: its grams, which its producer has all, are no more. */
const uncertified: Fold<GovernanceEvent<Uncertified>> = {
  want: ({ args }, tables) => tables.lot.want(lotIdToWire(args.lot)),
  wantMore({ args }, tables) {
    const lot = tables.lot.peek(lotIdToWire(args.lot));
    if (lot) tables.balance.want(lot.id, lot.producer, lot.country);
  },
  apply({ args }, tables) {
    const lot = tables.lot.require(lotIdToWire(args.lot));
    const scheme = args.scheme === 0n ? null : Number(args.scheme);
    const none = { certification: null, certified_by: null, certified_at: null, valid_until: null };
    tables.lot.put({ ...lot, status: "declared", scheme, ...none });
    tables.balance.remove(lot.id, lot.producer, lot.country);
  },
};

/** What the events of `Lots` itself do, by name. */
export const lotsFolds = { Unattested: unattested, Uncertified: uncertified };
