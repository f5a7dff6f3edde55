import { stringify } from "csv-stringify/sync";
import type { Request, Response } from "express";
import { z } from "zod";
import { dayParameters, inOrder, outOfOrder } from "../../api/schemas/days.ts";
import { kindNames } from "../../api/schemas/network.ts";
import { pageParameters } from "../../api/schemas/page.ts";
import { addressParameter } from "../../api/schemas/scalars.ts";
import { stated, statedPage } from "../../api/schemas/stated.ts";
import { shown } from "../../domain/plain-text.ts";
import type { Reader } from "../../readers/reader.ts";
import { isoOf } from "../answers/flow-line.ts";
import { type StatedWanted, statedPageFor } from "../answers/stated.ts";
import { accessOf } from "../plumbing/access.ts";
import { presenterOf } from "../plumbing/present.ts";
import { defineRoute } from "../plumbing/route.ts";
import { jsonLines, type StreamForm, streamPages } from "../plumbing/stream-pages.ts";
import type { Services } from "../services.ts";

type Stated = z.output<typeof stated>;

const batchLength = 200;
const filter = {
  ...dayParameters,
  organisation: addressParameter("Organisation that stated it").optional(),
  kind: z.enum(kindNames).optional(),
};
const query = z.strictObject(filter).refine(inOrder, outOfOrder);
const description =
  "In the order in which the ledger included them, which never changes but for a fork at its end. Everybody sees what is public of each; who " +
  "signs in sees more of what concerns it. With `organisation`, those are left out of which the reader may not know who stated them.";

/** Lists what was stated in some days. */
export const listStatements = defineRoute({
  name: "listStatements",
  method: "get",
  path: "/v1/statements",
  tag: "Events",
  summary: "What was stated in some days, by all or by one organisation",
  description,
  query: z.strictObject({ ...filter, ...pageParameters }).refine(inOrder, outOfOrder),
  success: { status: 200, description: "A page of statements", schema: statedPage },
  problems: ["cursor-invalid"],
  async handle(services, { query: { cursor, limit, ...wanted }, reader }) {
    return { body: await statedPageFor(services, reader, wanted, { cursor, limit }) };
  },
});

/** The same, whole, as a table. */
export const exportStatementsAsCsv = defineRoute({
  name: "exportStatementsAsCsv",
  method: "get",
  path: "/v1/statements.csv",
  tag: "Events",
  summary: "The same as a table, without pages (RFC 4180)",
  description: `${description} Times are those of UTC (ISO 8601). What a spreadsheet would take for a formula begins with an apostrophe. An answer that breaks off is not whole.`,
  query,
  success: { status: 200, description: "A line for each statement", contentType: "text/csv" },
  problems: ["too-many-streams"],
  handle: (services, input) =>
    stream(services, input.query, input, {
      contentType: "text/csv; charset=utf-8",
      head: rowsOf([[...columns]]),
      of: (items) => rowsOf(items.map(columnsOf)),
    }),
});

/** The same, whole, as JSON. */
export const exportStatementsAsLines = defineRoute({
  name: "exportStatementsAsLines",
  method: "get",
  path: "/v1/statements.ndjson",
  tag: "Events",
  summary: "The same as JSON, a line for each statement, without pages",
  description: `${description} Each line is a Stated. An answer that breaks off is not whole.`,
  query,
  success: { status: 200, description: "A line for each statement", contentType: "application/x-ndjson" },
  problems: ["too-many-streams"],
  handle: (services, input) => stream(services, input.query, input, jsonLines),
});

const present = presenterOf(stated);

function stream(
  services: Services,
  wanted: StatedWanted,
  input: { reader: Reader; request: Request; response: Response },
  form: StreamForm<Stated>,
): Promise<undefined> {
  const { levelFor, recordAccess } = accessOf(input.reader, services, input.request);
  return streamPages(services, input, form, async (cursor) => {
    const page = await statedPageFor(services, input.reader, wanted, { cursor, limit: batchLength });
    const items = page.items.map((item) => present(item, "public", levelFor) as Stated);
    // Nothing is shown to an authority that is not on record.
    await recordAccess();
    return { items, next: page.next };
  });
}

const columns = [
  "timestamp",
  "kind",
  "organisation",
  "description",
  "lots",
  "digest",
  "blockNumber",
  "transactionHash",
] as const;

function columnsOf(item: Stated): string[] {
  const { timestamp, kind, lots, digest, blockNumber, transactionHash } = item;
  const [organisation, text] =
    item.kind === "altered" ? ["", ""] : [item.organisation ?? "", item.description?.en ?? ""];
  return [isoOf(timestamp), kind, organisation, text, lots.join(" "), digest, String(blockNumber), transactionHash];
}

function rowsOf(rows: readonly string[][]): string {
  return stringify(rows as string[][], { record_delimiter: "windows", escape_formulas: true, cast: { string: shown } });
}
