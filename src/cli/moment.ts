import { InvalidArgumentError } from "commander";

const daySeconds = 86_400;

/** The first second of a day (2026-03-01), or a moment (2026-03-01T12:00:00Z), in Unix seconds. */
export function startOf(text: string): number {
  const milliseconds = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(milliseconds))
    throw new InvalidArgumentError("Expected such as 2026-03-01 or 2026-03-01T12:00:00Z.");
  return milliseconds / 1000;
}

/** The last second of a day, or a moment, in Unix seconds. */
export function endOf(text: string): number {
  return text.includes("T") ? startOf(text) : startOf(text) + daySeconds - 1;
}
