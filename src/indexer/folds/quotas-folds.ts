import type { Address, Hex } from "../../domain/hex.ts";
import { quotaKinds } from "../../domain/quota.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, GovernanceEvent } from "../fold.ts";
import { countryOf } from "./governance-values.ts";

interface QuotaGranted {
  quota: Hex;
  organisation: Address;
  kind: bigint;
  country: Hex;
  grantedGrams: bigint;
  validFrom: bigint;
  validUntil: bigint;
}
const quotaGranted: Fold<GovernanceEvent<QuotaGranted>> = {
  want: ({ args }, tables) => tables.quota.want(args.quota),
  apply({ args }, tables) {
    const kind = quotaKinds[Number(args.kind) - 1];
    if (kind === undefined) throw new RangeError(`There is no kind of quota ${args.kind}.`);
    tables.quota.put({
      id: args.quota,
      organisation: args.organisation,
      kind,
      country: countryOf(args.country),
      granted_grams: args.grantedGrams,
      drawn_grams: tables.quota.get(args.quota)?.drawn_grams ?? 0n,
      valid_from: args.validFrom,
      valid_until: args.validUntil,
    });
  },
};

interface Released {
  lot: bigint;
  quota: Hex;
  grams: bigint;
}

/** What was withheld of a lot goes back to its quota: no finding stands any more. */
const released: Fold<GovernanceEvent<Released>> = {
  want({ args }, tables) {
    tables.lot.want(lotIdToWire(args.lot));
    tables.quota.want(args.quota);
  },
  apply({ args }, tables) {
    const lot = tables.lot.require(lotIdToWire(args.lot));
    tables.lot.put({ ...lot, withheld_grams: null });
    const quota = tables.quota.require(args.quota);
    tables.quota.put({ ...quota, drawn_grams: quota.drawn_grams - args.grams });
  },
};

/** What the events of `Quotas` do, by name. */
export const quotasFolds = { QuotaGranted: quotaGranted, Released: released };
