import type { Hex } from "../../domain/hex.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, GovernanceEvent } from "../fold.ts";

interface SetAside {
  lot: bigint;
  digest: Hex;
}

/** A suspension, revocation or rejection that governance has set aside: the certificate or declaration stands again. */
const setAside: Fold<GovernanceEvent<SetAside>> = {
  want: ({ args }, tables) => tables.lot.want(lotIdToWire(args.lot)),
  apply({ args }, tables) {
    const lot = tables.lot.require(lotIdToWire(args.lot));
    const status = lot.certification === null ? "declared" : "certified";
    tables.lot.put({ ...lot, status, rejection: null, rejected_at: null });
  },
  dossiers: ({ args }) => ({ lots: [lotIdToWire(args.lot)], digest: args.digest }),
};

interface CorrectionSetAside {
  lot: bigint;
  digest: Hex;
  footprintGramsPerKilogram: bigint;
}

/** A correction of a footprint that governance has set aside: the footprint from before it stands again. */
const correctionSetAside: Fold<GovernanceEvent<CorrectionSetAside>> = {
  want: ({ args }, tables) => tables.lot.want(lotIdToWire(args.lot)),
  apply({ args }, tables) {
    const lot = tables.lot.require(lotIdToWire(args.lot));
    tables.lot.put({ ...lot, footprint_grams_per_kilogram: Number(args.footprintGramsPerKilogram) });
  },
  dossiers: ({ args }) => ({ lots: [lotIdToWire(args.lot)], digest: args.digest }),
};

/** What the events of governance in `Certification` do, by name. */
export const certificationFolds = { SetAside: setAside, CorrectionSetAside: correctionSetAside };
