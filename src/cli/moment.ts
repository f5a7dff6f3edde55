import { InvalidArgumentError } from "commander";

const daySeconds = 86_400;

/**
 * The first second of a day (2026-03-01), or a moment (2026-03-01T12:00:00Z), in Unix seconds. A day or an hour that no
 * calendar or clock has is refused: `Date.parse` would take 2028-06-31 for the first of July.
 */
export function startOf(text: string): number {
  const milliseconds = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(milliseconds))
    throw new InvalidArgumentError("Expected such as 2026-03-01 or 2026-03-01T12:00:00Z.");
  const full = text.includes("T") ? text : `${text}T00:00:00Z`;
  if (new Date(milliseconds).toISOString() !== full.replace("Z", ".000Z"))
    throw new InvalidArgumentError(
      `There is no ${text}: months end and hours run as in the calendar and by the clock.`,
    );
  return milliseconds / 1000;
}

/** The last second of a day, or a moment, in Unix seconds. */
export function endOf(text: string): number {
  return text.includes("T") ? startOf(text) : startOf(text) + daySeconds - 1;
}
