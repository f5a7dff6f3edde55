import { stringify } from "csv-stringify/sync";
import type { Request, Response } from "express";
import { shown, shownJson } from "../../domain/plain-text.ts";
import type { Reader } from "../../readers/reader.ts";
import { accessOf } from "../plumbing/access.ts";
import type { LevelFor } from "../plumbing/present.ts";
import { type StreamForm, streamPages } from "../plumbing/stream-pages.ts";
import type { Services } from "../services.ts";
import { isoOf } from "./flow-line.ts";

/** Who asks for an audit, and where it is written. */
export type AuditInput = { reader: Reader; request: Request; response: Response };

/** Writes an audit whole, page by page. Nothing is shown to an authority that is not on record. */
export function streamAudit<Item extends object>(
  services: Services,
  input: AuditInput,
  form: StreamForm<Item>,
  pageBehind: (levelFor: LevelFor, cursor: string | undefined) => Promise<{ items: Item[]; next: string | null }>,
): Promise<undefined> {
  const { levelFor, recordAccess } = accessOf(input.reader, services, input.request);
  return streamPages(services, input, form, async (cursor) => {
    const page = await pageBehind(levelFor, cursor);
    // Nothing is shown to an authority that is not on record.
    await recordAccess();
    return page;
  });
}

/** Columns of a statement. */
export const statementColumns = [
  ...(["timestamp", "kind", "organisation", "lots", "digest", "blockNumber", "blockHash"] as const),
  ...(["logIndex", "transactionHash", "signature", "countersignature", "message"] as const),
];

/** A table of these columns, RFC 4180. */
export function auditTable(names: readonly string[]): StreamForm<object> {
  return {
    contentType: "text/csv; charset=utf-8",
    head: rowsOf([[...names]]),
    of: (items) => rowsOf(items.map((item) => names.map((name) => cellOf(name, item as Record<string, unknown>)))),
  };
}

function cellOf(name: string, item: Record<string, unknown>): string {
  const value = item[name];
  if (name === "timestamp" || name === "until") return isoOf(Number(value));
  // What a reader would not see is escaped as JSON has it: the message still hashes to its digest.
  if (name === "message" || name === "args") return value === null ? "" : shownJson(JSON.stringify(value));
  if (value === null || value === undefined) return "";
  return Array.isArray(value) ? value.join(" ") : String(value);
}

function rowsOf(rows: string[][]): string {
  return stringify(rows, { record_delimiter: "windows", escape_formulas: true, cast: { string: shown } });
}
