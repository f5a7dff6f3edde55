import canonicalize from "canonicalize";
import { stringify } from "csv-stringify/sync";
import { z } from "zod";
import { flowRecord } from "../../api/schemas/balance.ts";
import { addressParameter } from "../../api/schemas/scalars.ts";
import { drawBalance } from "../../domain/balance.ts";
import type { Address } from "../../domain/hex.ts";
import { keccak256Hex } from "../../domain/keccak256.ts";
import { offsetOf } from "../../domain/moment.ts";
import { dueOf, type Month, spanOf } from "../../domain/month.ts";
import { shown } from "../../domain/plain-text.ts";
import { concerning } from "../../readers/concern.ts";
import type { Reader } from "../../readers/reader.ts";
import { balanceRowOf, newestBlock } from "../answers/balance.ts";
import { flowLineToTable, flowLineToWire } from "../answers/flow-line.ts";
import { concernOfBooks } from "../concerns/own-books.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";
import type { Services } from "../services.ts";

type Line = NonNullable<z.output<typeof flowRecord>["lines"]>[number];

const linesMaximum = 50_000;
const params = z.strictObject({
  id: addressParameter("Organisation"),
  month: z
    .string()
    .regex(/^20[0-9]{2}-(0[1-9]|1[0-2])$/, "expected a month, such as 2026-01")
    .meta({ description: "Month, such as 2026-01" }),
});
const query = z.strictObject({
  zone: z
    .string()
    .refine((zone) => offsetOf(zone) !== undefined, "expected Z, or hours and minutes such as +08:00")
    .default("Z")
    .meta({ description: "Zone in which the month begins and ends: Z for UTC, +08:00 for China" }),
});
const problems = ["sign-in-required", "not-concerned", "organisation-not-found", "too-many-movements"] as const;
const description =
  "Movements stand in the month in which the ledger included them, so a record never changes once its month is over; what happened in " +
  "an earlier month and was entered after the 10th of the next is marked as late.";

/** What moved in and out of an organisation's stock in a month. */
export const readFlowRecord = defineRoute({
  name: "readFlowRecord",
  method: "get",
  path: "/v1/organisations/{id}/flow-records/{month}",
  tag: "Custody",
  summary: "The monthly flow record that producers owe by the 10th",
  description,
  params,
  query,
  success: { status: 200, description: "The record", schema: flowRecord },
  problems,
  handle: (services, { params: { id, month }, query: { zone }, reader }) =>
    record(services, id, { month, zone }, reader),
});

const columns = [
  "kind",
  "statement",
  "lot",
  "lotNumber",
  "form",
  "grams",
  "counterparty",
  "occurredAt",
  "enteredAt",
  "isLate",
] as const satisfies readonly (keyof Line)[];

/** The same as a table. */
export const readFlowRecordAsCsv = defineRoute({
  name: "readFlowRecordAsCsv",
  method: "get",
  path: "/v1/organisations/{id}/flow-records/{month}.csv",
  tag: "Custody",
  summary: "The monthly flow record as a table (RFC 4180)",
  description: `${description} Times are those of UTC (ISO 8601). What a spreadsheet would take for a formula begins with an apostrophe.`,
  params,
  query,
  success: {
    status: 200,
    description: "Its lines",
    contentType: "text/csv",
    schema: flowRecord,
    render: ({ lines = [] }) =>
      stringify(lines.map(flowLineToTable), {
        header: true,
        columns: [...columns],
        record_delimiter: "windows",
        escape_formulas: true,
        cast: { boolean: String, string: shown },
      }),
  },
  problems,
  handle: (services, { params: { id, month }, query: { zone }, reader }) =>
    record(services, id, { month, zone }, reader),
});

async function record(
  services: Services,
  organisation: Address,
  { month, zone }: { month: Month; zone: string },
  reader: Reader,
) {
  if ((await services.organisations.find(organisation)) === undefined) {
    throw new Problem("organisation-not-found", `No organisation ${organisation} is enrolled.`);
  }
  const concern = await concernOfBooks(services, reader, organisation);
  const newest = await newestBlock(services);
  const offset = offsetOf(zone) ?? 0;
  const whole = spanOf(month, offset);
  const isClosed = newest.timestamp >= whole.to;
  const to = isClosed ? whole.to : newest.timestamp + 1n;
  const span = { organisation, from: whole.from, to, blockNumber: newest.number };
  const movements = await services.stocks.movements(span, linesMaximum);
  if (movements.length > linesMaximum) {
    throw new Problem("too-many-movements", `More than ${linesMaximum} movements are in ${month}.`);
  }
  const lines = movements.map((movement) => flowLineToWire(movement, offset));
  const rows = drawBalance(await services.stocks.basis(span)).map(balanceRowOf);
  const text = canonicalize({ organisation, month, ...(offset !== 0 && { zone }), lines, rows }) ?? "";
  const body = {
    organisation,
    month,
    zone,
    dueAt: Number(dueOf(month, offset)),
    isClosed,
    lateLines: lines.filter(({ isLate }) => isLate).length,
    lines,
    rows,
    recordHash: keccak256Hex(Buffer.from(text)),
  };
  return { body: concerning(body, concern) };
}
