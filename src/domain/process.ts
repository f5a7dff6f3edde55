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

/** Whether a process changes nothing but how grams are packed, so that its outputs are alike and share carbon by mass. */
export function onlyPacks(process: Process): boolean {
  return ["splitting", "blending", "repackaging"].includes(process);
}
