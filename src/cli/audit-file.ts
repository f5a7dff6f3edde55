import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import papaparse from "papaparse";
import { z } from "zod";
import { auditSubjects } from "../api/schemas/audit.ts";
import { permitMoves } from "../domain/permit-move.ts";

const hash = z.string().regex(/^0x[0-9a-f]{64}$/);
const count = z.int().min(0);

const place = {
  digest: hash,
  timestamp: count,
  blockNumber: count,
  blockHash: hash,
  logIndex: count,
  transactionHash: hash,
};
const statement = {
  kind: z.string(),
  organisation: z.string(),
  lots: z.array(hash),
  message: z.record(z.string(), z.unknown()),
  signature: z.string(),
  countersignature: z.string().nullable(),
};
/** A statement: a hold, of a case, or of what became of a permit, where that is said. */
const statementRow = z.object({
  ...place,
  ...statement,
  until: count.optional(),
  /** Lot that the hold is of: a consignment's has a row for each that is still held. */
  lot: hash.optional(),
  renewal: z.object({ ...place, ...statement }).nullish(),
  case: hash.optional(),
  move: z.enum(["granted", "withdrawn"]).optional(),
  number: count.nullish(),
  grams: count.nullish(),
  leftGrams: count.nullish(),
});
/** Grams that a consignment took from a permit, or gave back. */
const gramsRow = z.object({
  ...place,
  move: z.enum(permitMoves).extract(["taken", "given-back"]),
  number: count,
  grams: count,
  leftGrams: count,
});
/** An act of governance. */
const actRow = z.object({ ...place, act: z.string(), contract: z.string(), args: z.record(z.string(), z.unknown()) });

/** Unix seconds of which there is a date. */
const moment = count.max(253_402_300_799);
/** The first line: what the file is of. */
const head = z.object({
  audit: z.enum(auditSubjects),
  asked: z.record(z.string(), z.union([z.string(), moment])),
  madeAt: moment,
});
/** The last line: how much it is. */
const foot = z.object({
  rows: count,
  upTo: z.object({ blockNumber: count, blockHash: hash, timestamp: count }).nullable(),
});

export type AuditHead = z.output<typeof head>;
export type AuditFoot = z.output<typeof foot>;
export type AuditedStatement = z.output<typeof statementRow>;
export type AuditedGrams = z.output<typeof gramsRow>;
export type AuditedAct = z.output<typeof actRow>;

/** A row of an audit, as far as it is checked. */
export type AuditedRow =
  | ({ type: "statement" } & AuditedStatement)
  | ({ type: "grams" } & AuditedGrams)
  | ({ type: "act" } & AuditedAct);

/** A line of an audit: the first, the last, or a row. */
export type AuditedLine = ({ type: "head" } & AuditHead) | ({ type: "foot" } & AuditFoot) | AuditedRow;

/** Reads an audit, CSV or lines of JSON, line by line. A line that is none is undefined. */
export async function* readAudit(path: string): AsyncGenerator<{ line: number; row: AuditedLine | undefined }> {
  let line = /\.csv$/i.test(path) ? 1 : 0;
  for await (const raw of /\.csv$/i.test(path) ? tableRows(path) : jsonRows(path)) {
    line += 1;
    yield { line, row: rowOf(raw) };
  }
}

function rowOf(raw: unknown): AuditedLine | undefined {
  const { act, move, audit, rows } = (raw ?? {}) as Record<string, unknown>;
  if (audit !== undefined) return typed("head", head.safeParse(raw).data);
  if (rows !== undefined) return typed("foot", foot.safeParse(raw).data);
  if (act !== undefined) return typed("act", actRow.safeParse(raw).data);
  if (move === "taken" || move === "given-back") return typed("grams", gramsRow.safeParse(raw).data);
  return typed("statement", statementRow.safeParse(raw).data);
}

function typed<T extends string, R extends object>(type: T, row: R | undefined): ({ type: T } & R) | undefined {
  return row && { type, ...row };
}

async function* jsonRows(path: string): AsyncGenerator<unknown> {
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    yield jsonOf(text);
  }
}

async function* tableRows(path: string): AsyncGenerator<unknown> {
  const parser = papaparse.parse(papaparse.NODE_STREAM_INPUT, { header: true, skipEmptyLines: true });
  const file = createReadStream(path);
  file.on("error", (error) => parser.destroy(error));
  file.pipe(parser);
  for await (const cells of parser as AsyncIterable<Record<string, string>>) {
    const { timestamp = "", lots = "", ...rest } = cells;
    const read = Object.entries(rest).map(([name, cell]) => [name, cellOf(name, cell)]);
    // Of the first row and the last, what they say stands in the first column that holds JSON.
    if (rest.digest === "") {
      yield jsonOf(rest.message || rest.args || "");
      continue;
    }
    yield {
      ...Object.fromEntries(read),
      timestamp: Date.parse(timestamp) / 1_000,
      lots: lots === "" ? [] : lots.split(" "),
    };
  }
}

const jsonColumns: readonly string[] = ["message", "args", "renewal"];
const counts: readonly string[] = ["blockNumber", "logIndex", "number", "grams", "leftGrams"];

function cellOf(name: string, cell: string): unknown {
  if (cell === "") return null;
  if (jsonColumns.includes(name)) return jsonOf(cell);
  if (name === "until") return Date.parse(cell) / 1_000;
  return counts.includes(name) ? Number(cell) : cell;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
