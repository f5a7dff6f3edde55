import { momentOf } from "../domain/moment.ts";
import { invalid } from "./usage-words.ts";

/** The first second of a day (2026-03-01, in UTC or with a zone), or a moment (2026-03-01T12:00:00Z), in Unix seconds. */
export function startOf(text: string): number {
  return momentAt(text, "start");
}

/** The last second of a day, or a moment, in Unix seconds. */
export function endOf(text: string): number {
  return momentAt(text, "end");
}

function momentAt(text: string, edge: "start" | "end"): number {
  const moment = momentOf(text, edge);
  if (typeof moment === "number") return moment;
  throw invalid(moment.fault.en, moment.fault.zh);
}
