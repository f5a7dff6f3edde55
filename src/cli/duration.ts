import { InvalidArgumentError } from "commander";

const units: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/**
 * Reads a duration such as 30m, 12h or 7d.
 * @returns Seconds.
 * @throws InvalidArgumentError if it is none.
 */
export function duration(text: string): number {
  const [, count, unit] = text.match(/^([1-9][0-9]{0,8})([smhd])$/) ?? [];
  if (count === undefined || unit === undefined) throw new InvalidArgumentError("Expected such as 30m, 12h or 7d.");
  return Number(count) * (units[unit] ?? 0);
}
