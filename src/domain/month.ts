/** A month of the calendar, such as 2026-01: of UTC's, unless a zone is named beside it. */
export type Month = string;

/** Day of the next month by whose end producers owe a month's flow record. */
const DUE_DAY = 10;

/**
 * First second of a month, and the one after its last; Unix time.
 * @param offset Seconds that its zone is ahead of UTC.
 */
export function spanOf(month: Month, offset = 0): { from: bigint; to: bigint } {
  return { from: startOf(month, 0, 1, offset), to: startOf(month, 1, 1, offset) };
}

/** Last second at which what happened in a month is in time; Unix time. */
export function dueOf(month: Month, offset = 0): bigint {
  return startOf(month, 1, DUE_DAY + 1, offset) - 1n;
}

/** The month of a time. @param seconds Unix time. */
export function monthOf(seconds: bigint, offset = 0): Month {
  return new Date((Number(seconds) + offset) * 1_000).toISOString().slice(0, 7);
}

function startOf(month: Month, monthsLater: number, day: number, offset: number): bigint {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return BigInt(Date.UTC(year, number - 1 + monthsLater, day) / 1_000 - offset);
}
