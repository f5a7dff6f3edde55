// The order of every list is that of the contracts' enumeration; an entry's index is its bit in a mask.

/** What an enrolled organisation may be. */
export const roles = [
  "miner",
  "refiner",
  "magnet-maker",
  "recycler",
  "carrier",
  "laboratory",
  "verifier",
  "customs",
  "regulator",
  "buyer",
] as const;
export type Role = (typeof roles)[number];

/** What a signing key may sign. */
export const scopes = ["keys", "declaration", "certification", "custody", "attestation", "processing"] as const;
export type Scope = (typeof scopes)[number];
