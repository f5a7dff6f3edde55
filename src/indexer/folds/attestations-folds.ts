import type { Fold, GovernanceEvent } from "../fold.ts";

interface TolerancesSet {
  tolerances: {
    assayBasisPoints: bigint;
    assayPartsPerMillion: bigint;
    weightBasisPoints: bigint;
    footprintBasisPoints: bigint;
  };
}

const tolerancesSet: Fold<GovernanceEvent<TolerancesSet>> = {
  want: (_event, tables) => tables.tolerance.want(1),
  apply({ args: { tolerances } }, tables) {
    tables.tolerance.put({
      id: 1,
      assay_basis_points: Number(tolerances.assayBasisPoints),
      assay_parts_per_million: Number(tolerances.assayPartsPerMillion),
      weight_basis_points: Number(tolerances.weightBasisPoints),
      footprint_basis_points: Number(tolerances.footprintBasisPoints),
    });
  },
};

/** What the events of governance in `Attestations` do, by name. */
export const attestationsFolds = { TolerancesSet: tolerancesSet };
