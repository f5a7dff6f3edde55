// The order of every list is that of the contracts' enumeration, where 0 means "none".

/** What an attester may have examined. */
export const attestationKinds = [
  "assay",
  "weight",
  "process",
  "footprint",
  "inspection",
  "clearance",
  "removals",
] as const;
export type AttestationKind = (typeof attestationKinds)[number];

/** What an attester concluded. */
export const outcomes = ["conforms", "does-not-conform", "inconclusive"] as const;
export type Outcome = (typeof outcomes)[number];
