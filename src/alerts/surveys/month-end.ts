/** First second behind a month, Unix time. @param month Such as 2026-01. */
export function endOf(month: string): number {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return Date.UTC(year, number, 1) / 1_000;
}
