import { invalid } from "./usage-words.ts";

const units: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/**
 * Reads a duration such as 30m, 12h or 7d.
 * @returns Seconds.
 * @throws InvalidArgumentError if it is none.
 */
export function duration(text: string): number {
  const [, count, unit] = text.match(/^([1-9][0-9]{0,8})([smhd])$/) ?? [];
  if (count === undefined || unit === undefined)
    throw invalid("Expected such as 30m, 12h or 7d.", "应如 30m、12h 或 7d。");
  return Number(count) * (units[unit] ?? 0);
}
