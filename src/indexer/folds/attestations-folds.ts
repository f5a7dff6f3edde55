import type { Address, Hex } from "../../domain/hex.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, GovernanceEvent } from "../fold.ts";

interface TolerancesSet {
  tolerances: {
    assayBasisPoints: bigint;
    assayPartsPerHundredMillion: bigint;
    weightBasisPoints: bigint;
  };
}

const tolerancesSet: Fold<GovernanceEvent<TolerancesSet>> = {
  want: (_event, tables) => tables.tolerance.want(1),
  apply({ args: { tolerances } }, tables) {
    tables.tolerance.put({
      id: 1,
      assay_basis_points: Number(tolerances.assayBasisPoints),
      assay_parts_per_hundred_million: Number(tolerances.assayPartsPerHundredMillion),
      weight_basis_points: Number(tolerances.weightBasisPoints),
    });
  },
};

interface FindingOverruled {
  lot: bigint;
  digest: Hex;
  organisation: Address;
}

/** What the finding had counted for is undone by `Unattested`; this is its link in the dossier. */
const findingOverruled: Fold<GovernanceEvent<FindingOverruled>> = {
  want: () => undefined,
  apply: () => undefined,
  dossiers: ({ args }) => ({ lots: [lotIdToWire(args.lot)], digest: args.digest }),
};

/** What the events of governance in `Attestations` do, by name. */
export const attestationsFolds = { TolerancesSet: tolerancesSet, FindingOverruled: findingOverruled };
