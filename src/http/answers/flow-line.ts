import type { z } from "zod";
import type { flowRecord } from "../../api/schemas/balance.ts";
import { dueOf, monthOf } from "../../domain/month.ts";
import type { StockMovement } from "../../store/repositories/stock-repository.ts";
import { numberOrNull } from "./number-or-null.ts";

type Line = NonNullable<z.output<typeof flowRecord>["lines"]>[number];

/** A line of a flow record. @param offset Of the zone in which months begin, as `offsetOf` gives it. */
export function flowLineToWire(
  { kind, digest, lot, lot_number, form, grams, counterparty, occurred_at, timestamp }: StockMovement,
  offset: number,
): Line {
  return {
    kind,
    statement: digest,
    lot,
    lotNumber: lot_number,
    form,
    grams: Number(grams),
    counterparty,
    occurredAt: numberOrNull(occurred_at),
    enteredAt: Number(timestamp),
    isLate: occurred_at !== null && timestamp > dueOf(monthOf(occurred_at, offset), offset),
  };
}

/** A line with its times as people and spreadsheets read them. */
export function flowLineToTable({ occurredAt, enteredAt, ...line }: Line) {
  return { ...line, occurredAt: occurredAt === null ? "" : isoOf(occurredAt), enteredAt: isoOf(enteredAt) };
}

/** A time as people and spreadsheets read it. @param seconds Unix time. */
export function isoOf(seconds: number): string {
  // Beyond what dates can show, the number has to do.
  return seconds > 8.64e12 ? String(seconds) : new Date(seconds * 1_000).toISOString().replace(".000Z", "Z");
}
