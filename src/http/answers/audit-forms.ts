import { stringify } from "csv-stringify/sync";
import type { Request, Response } from "express";
import type { z } from "zod";
import type { AuditSubject, auditFoot, auditHead } from "../../api/schemas/audit.ts";
import { shown, shownJson } from "../../domain/plain-text.ts";
import type { Reader } from "../../readers/reader.ts";
import { accessOf } from "../plumbing/access.ts";
import type { LevelFor } from "../plumbing/present.ts";
import { jsonLines, type StreamForm, streamPages } from "../plumbing/stream-pages.ts";
import type { Services } from "../services.ts";
import { isoOf } from "./flow-line.ts";

/** Who asks for an audit, with which parameters, and where it is written. */
export type AuditInput = { reader: Reader; request: Request; response: Response; query: object };

/** How an audit is written whole: between its rows and around them. */
export interface AuditForm extends StreamForm<object> {
  /** Its first line, or its last. */
  edge(edge: Head | Foot): string;
}
type Head = z.input<typeof auditHead>;
type Foot = z.input<typeof auditFoot>;

/**
 * Writes an audit whole, page by page, between a line that says what it is of and one that says how much it is: so that whoever reads the
 * file knows whether it was cut. Nothing is shown to an authority that is not on record.
 */
export function streamAudit<Item extends object>(
  services: Services,
  input: AuditInput,
  { audit, form, madeAt = Math.floor(Date.now() / 1_000) }: { audit: AuditSubject; form: AuditForm; madeAt?: number },
  pageBehind: (levelFor: LevelFor, cursor: string | undefined) => Promise<{ items: Item[]; next: string | null }>,
): Promise<undefined> {
  const { levelFor, recordAccess } = accessOf(input.reader, services, input.request);
  const head = form.edge({ audit, asked: askedOf(input.query), madeAt });
  const foot: Foot = { rows: 0, upTo: null };
  return streamPages(
    services,
    input,
    { ...form, head: form.head + head },
    async (cursor) => {
      // Before the rows are read: so none is missing up to that block.
      const newest = await services.stocks.newestBlock();
      const page = await pageBehind(levelFor, cursor);
      // Nothing is shown to an authority that is not on record.
      await recordAccess();
      foot.rows += page.items.length;
      foot.upTo = newest
        ? { blockNumber: Number(newest.number), blockHash: newest.hash, timestamp: Number(newest.timestamp) }
        : null;
      return page;
    },
    () => form.edge(foot),
  );
}

function askedOf(query: object): Head["asked"] {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name, typeof value === "bigint" ? Number(value) : String(value)]),
  );
}

/** Lines of JSON, one a row. */
export const auditLines: AuditForm = { ...jsonLines, edge: (edge) => jsonLines.of([edge]) };

/** Columns of a statement. */
export const statementColumns = [
  ...(["timestamp", "kind", "organisation", "lots", "digest", "blockNumber", "blockHash"] as const),
  ...(["logIndex", "transactionHash", "signature", "countersignature", "message"] as const),
];

/** Columns that hold JSON. */
const jsonColumns: readonly string[] = ["message", "args", "renewal"];

/** A table of these columns, RFC 4180. Its first row and its last have nothing but what they say, as JSON, in the first column that holds JSON. */
export function auditTable(names: readonly string[]): AuditForm {
  const column = names.find((name) => jsonColumns.includes(name));
  return {
    contentType: "text/csv; charset=utf-8",
    head: rowsOf([[...names]]),
    edge: (edge) => rowsOf([names.map((name) => (name === column ? shownJson(JSON.stringify(edge)) : ""))]),
    of: (items) => rowsOf(items.map((item) => names.map((name) => cellOf(name, item as Record<string, unknown>)))),
  };
}

function cellOf(name: string, item: Record<string, unknown>): string {
  const value = item[name] ?? null;
  if (name === "timestamp" || name === "until") return isoOf(Number(value));
  // What a reader would not see is escaped as JSON has it: the message still hashes to its digest.
  if (jsonColumns.includes(name)) return value === null ? "" : shownJson(JSON.stringify(value));
  if (value === null) return "";
  return Array.isArray(value) ? value.join(" ") : String(value);
}

function rowsOf(rows: string[][]): string {
  return stringify(rows, { record_delimiter: "windows", escape_formulas: true, cast: { string: shown } });
}
