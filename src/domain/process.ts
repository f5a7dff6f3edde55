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
