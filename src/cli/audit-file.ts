import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import papaparse from "papaparse";
import { z } from "zod";

const hash = z.string().regex(/^0x[0-9a-f]{64}$/);

const rowSchema = z.object({
  kind: z.string(),
  organisation: z.string(),
  lots: z.array(hash),
  digest: hash,
  timestamp: z.int().min(0),
  blockNumber: z.int().min(0),
  blockHash: hash,
  logIndex: z.int().min(0),
  transactionHash: hash,
  message: z.record(z.string(), z.unknown()),
  signature: z.string(),
  countersignature: z.string().nullable(),
});

/** A row of an audit, as far as it is checked. */
export type AuditedRow = z.output<typeof rowSchema>;

/** Reads an audit, CSV or lines of JSON, row by row. A row that is none is undefined. */
export async function* readAudit(path: string): AsyncGenerator<{ line: number; row: AuditedRow | undefined }> {
  let line = /\.csv$/i.test(path) ? 1 : 0;
  for await (const raw of /\.csv$/i.test(path) ? tableRows(path) : jsonRows(path)) {
    line += 1;
    yield { line, row: rowSchema.safeParse(raw).data };
  }
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
    const { timestamp = "", blockNumber, logIndex, lots = "", message = "", countersignature } = cells;
    yield {
      ...cells,
      timestamp: Date.parse(timestamp) / 1_000,
      blockNumber: Number(blockNumber),
      logIndex: Number(logIndex),
      lots: lots === "" ? [] : lots.split(" "),
      message: jsonOf(message),
      countersignature: countersignature === "" ? null : countersignature,
    };
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
