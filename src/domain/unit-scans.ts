/** How often one gram was seen in a country within an hour. Nothing finer is kept. */
export interface UnitScan {
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** Unix time in hours. */
  hour: number;
  count: number;
  /** Whether no gram of the lot was left by then. */
  isAfterEnd: boolean;
}

/** Why a gram's code may have been copied. */
export const cloneSigns = ["impossible-travel", "many-places", "after-the-end"] as const;
export type CloneSign = (typeof cloneSigns)[number];

/** Seen in two countries within so many hours, a gram has hardly travelled. At a border it may have: the sign is a warning. */
const travelHours = 2;
/** Through more countries than this in a month goods hardly come. */
const mostCountries = 4;
const monthHours = 30 * 24;

/** What makes scans of one gram suspicious. A copied code is genuine wherever it is shown: only places and times can tell. */
export function cloneSignsOf(scans: readonly UnitScan[]): CloneSign[] {
  const byTime = scans.toSorted((left, right) => left.hour - right.hour);
  const countriesWithin = (hours: number) =>
    Math.max(
      0,
      ...byTime.map(({ hour }, at) => {
        const near = byTime.slice(at).filter((later) => later.hour - hour < hours);
        return new Set(near.map(({ country }) => country)).size;
      }),
    );
  return [
    ...(countriesWithin(travelHours) > 1 ? ["impossible-travel" as const] : []),
    ...(countriesWithin(monthHours) > mostCountries ? ["many-places" as const] : []),
    ...(scans.some(({ isAfterEnd }) => isAfterEnd) ? ["after-the-end" as const] : []),
  ];
}
