/**
 * A bit mask of some entries of an enumeration.
 * @param first Bit of the list's first entry: 0, or 1 where the contracts' enumeration begins with "none".
 */
export function maskOf<T extends string>(list: readonly T[], chosen: readonly T[], first: 0 | 1): number {
  return chosen.reduce((mask, entry) => mask | (1 << (list.indexOf(entry) + first)), 0);
}

/** The entries whose bits are set; the inverse of `maskOf`. */
export function entriesOf<T extends string>(list: readonly T[], mask: number, first: 0 | 1): T[] {
  return list.filter((_, index) => (mask >> (index + first)) & 1);
}
