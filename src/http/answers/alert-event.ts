import type { z } from "zod";
import type { alertEvent } from "../../api/schemas/alert.ts";
import type { Reader } from "../../readers/reader.ts";
import type { AlertNewsRow } from "../../store/repositories/alert-news-repository.ts";
import type { AlertActRow, AlertRow } from "../../store/repositories/alert-repository.ts";
import type { Services } from "../services.ts";
import { alertToWire, isOpenTo } from "./alert.ts";

/** News of an alert as one authority is told it. */
export interface ShownAlertEvent {
  sequence: bigint;
  type: z.output<typeof alertEvent>["type"];
  body: z.input<typeof alertEvent>;
  /** Unix seconds. */
  timestamp: number;
  concerns: true;
  asAuthority: true;
}

const batchLength = 100;

/**
 * What a reader is told of alerts behind a position: those alone that are open to it now. While an index is read again alerts are missing
 * until they have been found again, so it ends before the first of those.
 */
export async function alertEventsAfter(
  { alerts, alertNews }: Pick<Services, "alerts" | "alertNews">,
  { jurisdiction }: Reader,
  after: bigint,
): Promise<{ events: ShownAlertEvent[]; to: bigint; more: boolean }> {
  const judgedBefore = await alerts.judgedTo();
  const news = await alertNews.after(after, batchLength);
  const ids = [...new Set(news.map(({ alert }) => alert))];
  const [rows, acts] = await Promise.all([alerts.findAll(ids), alerts.acts(ids)]);
  const found = new Map(rows.map((row) => [row.id, row]));
  // Whether the rules went on or the index was emptied meanwhile: what was judged both times was judged when alerts were asked for.
  const judgedAfter = await alerts.judgedTo();
  const judgedTo = judgedBefore < judgedAfter ? judgedBefore : judgedAfter;
  const missing = news.findIndex(({ alert, block_number }) => !found.has(alert) && block_number > judgedTo);
  const told = missing < 0 ? news : news.slice(0, missing);
  return {
    events: told.flatMap((one) => {
      const row = found.get(one.alert);
      const done = acts.get(one.alert) ?? [];
      return row !== undefined && isOpenTo(row, done, jurisdiction) ? [shown(one, row, done)] : [];
    }),
    to: told.at(-1)?.sequence ?? after,
    more: told.length === batchLength,
  };
}

function shown({ sequence, act }: AlertNewsRow, row: AlertRow, acts: readonly AlertActRow[]): ShownAlertEvent {
  const done = acts.find((one) => one.sequence === act);
  const type = done?.act ?? "raised";
  return {
    sequence,
    type,
    body: { id: sequence.toString(), type, alert: alertToWire(row, acts) },
    timestamp: done === undefined ? Number(row.raised_at) : Math.floor(Number(done.at) / 1_000),
    concerns: true,
    asAuthority: true,
  };
}
