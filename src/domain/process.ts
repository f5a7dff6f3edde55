/** What a transformation does, in the order of the contracts' enumeration, where 0 means "none". */
export const processes = [
  "beneficiation",
  "leaching",
  "separation",
  "reduction",
  "alloying",
  "magnet-making",
  "recycling",
  "splitting",
  "blending",
  "repackaging",
] as const;
export type Process = (typeof processes)[number];

/** Stands for the country of origin where inputs of several came together (ISO 3166-1 leaves ZZ to users). */
export const mixedCountry = "ZZ";

/** Stands for the deposit where inputs of several came together. */
export const mixedDeposit = "mixed";
