/** A month of the calendar in UTC, such as 2026-01. */
export type Month = string;

/** Day of the next month by whose end producers owe a month's flow record (UTC). */
const DUE_DAY = 10;

/** First second of a month, and the one after its last; Unix time. */
export function spanOf(month: Month): { from: bigint; to: bigint } {
  return { from: startOf(month, 0, 1), to: startOf(month, 1, 1) };
}

/** Last second at which what happened in a month is in time; Unix time. */
export function dueOf(month: Month): bigint {
  return startOf(month, 1, DUE_DAY + 1) - 1n;
}

/** The month of a time. @param seconds Unix time. */
export function monthOf(seconds: bigint): Month {
  return new Date(Number(seconds) * 1_000).toISOString().slice(0, 7);
}

function startOf(month: Month, monthsLater: number, day: number): bigint {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return BigInt(Date.UTC(year, number - 1 + monthsLater, day) / 1_000);
}
