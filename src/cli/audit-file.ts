import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import papaparse from "papaparse";
import { z } from "zod";
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
/** A statement: of a case, or of what became of a permit, where that is said. */
const statementRow = z.object({
  ...place,
  ...statement,
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

export type AuditedStatement = z.output<typeof statementRow>;
export type AuditedGrams = z.output<typeof gramsRow>;
export type AuditedAct = z.output<typeof actRow>;

/** A row of an audit, as far as it is checked. */
export type AuditedRow =
  | ({ type: "statement" } & AuditedStatement)
  | ({ type: "grams" } & AuditedGrams)
  | ({ type: "act" } & AuditedAct);

/** Reads an audit, CSV or lines of JSON, row by row. A row that is none is undefined. */
export async function* readAudit(path: string): AsyncGenerator<{ line: number; row: AuditedRow | undefined }> {
  let line = /\.csv$/i.test(path) ? 1 : 0;
  for await (const raw of /\.csv$/i.test(path) ? tableRows(path) : jsonRows(path)) {
    line += 1;
    yield { line, row: rowOf(raw) };
  }
}

function rowOf(raw: unknown): AuditedRow | undefined {
  const { act, move } = (raw ?? {}) as { act?: unknown; move?: unknown };
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
    yield {
      ...Object.fromEntries(read),
      timestamp: Date.parse(timestamp) / 1_000,
      lots: lots === "" ? [] : lots.split(" "),
    };
  }
}

const counts: readonly string[] = ["blockNumber", "logIndex", "number", "grams", "leftGrams"];

function cellOf(name: string, cell: string): unknown {
  if (name === "message" || name === "args") return jsonOf(cell);
  if (cell === "") return null;
  return counts.includes(name) ? Number(cell) : cell;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
