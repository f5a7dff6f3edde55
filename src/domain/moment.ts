import type { LocalisedText } from "./localised-text.ts";

const daySeconds = 86_400;
const form = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2})?))?(Z|[+-]\d{2}:\d{2})?$/;

/** Why a text is no moment. */
export type MomentFault = { fault: LocalisedText };

/**
 * A day or a moment of the calendar and the clock, in Unix seconds: `2026-03-01`, `2026-03-01+08:00`, `2026-03-01T12:00:00Z`,
 * `2026-03-01T12:00+08:00`. A day is one of UTC unless it has a zone. A day or an hour that no calendar or clock has is refused:
 * `Date.parse` would take 2028-06-31 for the first of July.
 * @param edge Which second of a day is meant: its first, or its last.
 */
export function momentOf(text: string, edge: "start" | "end"): number | MomentFault {
  const [, day, clock, zone] = form.exec(text) ?? [];
  if (day === undefined || (clock !== undefined && zone === undefined)) {
    return {
      fault: {
        en: "Expected a day or a moment with its zone, such as 2026-03-01, 2026-03-01+08:00 or 2026-03-01T12:00:00Z.",
        zh: "须为日期或带时区的时刻，如 2026-03-01、2026-03-01+08:00 或 2026-03-01T12:00:00Z。",
      },
    };
  }
  const written = `${day}T${clock === undefined ? "00:00:00" : clock.padEnd(8, ":00")}`;
  const milliseconds = Date.parse(`${written}Z`);
  const offset = offsetOf(zone ?? "Z");
  if (
    Number.isNaN(milliseconds) ||
    new Date(milliseconds).toISOString() !== `${written}.000Z` ||
    offset === undefined
  ) {
    return {
      fault: {
        en: `There is no ${text}: months end and hours run as in the calendar and by the clock.`,
        zh: `不存在 ${text}：日期与时刻须符合历法与时钟。`,
      },
    };
  }
  const first = milliseconds / 1000 - offset;
  return clock === undefined && edge === "end" ? first + daySeconds - 1 : first;
}

/** Seconds that a zone (`Z`, `+08:00`) is ahead of UTC; undefined if there is none such. */
export function offsetOf(zone: string): number | undefined {
  if (zone === "Z") return 0;
  if (!/^[+-][0-9]{2}:[0-9]{2}$/.test(zone)) return undefined;
  const [hours = 0, minutes = 0] = zone.slice(1).split(":").map(Number);
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 3_600 + minutes * 60);
}
