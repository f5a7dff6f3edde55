// The order is that of the contracts' enumeration, where 0 means "none".

/** Physical forms of a lot. */
export const forms = [
  "ore",
  "concentrate",
  "mixed-compound",
  "separated-oxide",
  "metal",
  "alloy",
  "magnet",
  "scrap",
] as const;
export type Form = (typeof forms)[number];
