import { z } from "zod";
import { auditHoldPage, auditPage } from "../../api/schemas/audit.ts";
import { dayParameters, inOrder, outOfOrder } from "../../api/schemas/days.ts";
import { kindNames } from "../../api/schemas/network.ts";
import { pageParameters } from "../../api/schemas/page.ts";
import { addressParameter } from "../../api/schemas/scalars.ts";
import { auditHoldsFor, auditPageFor } from "../answers/audit.ts";
import {
  type AuditForm,
  type AuditInput,
  auditLines,
  auditTable,
  statementColumns,
  streamAudit,
} from "../answers/audit-forms.ts";
import { accessOf } from "../plumbing/access.ts";
import { defineRoute } from "../plumbing/route.ts";
import type { Services } from "../services.ts";

/** Rows at once: enough that the database is not asked too often, and few enough to be held in memory. */
const batchLength = 1_000;

const country = (description: string) =>
  z
    .string()
    .regex(/^[A-Z]{2}$/, "expected two capital letters")
    .optional()
    .meta({ description: `${description} (ISO 3166-1 alpha-2)` });
const filter = {
  ...dayParameters,
  organisation: addressParameter("Organisation that stated it").optional(),
  kind: z.enum(kindNames).optional(),
  leaves: country("Only of consignments that leave this country"),
  reaches: country("Only of consignments that are to reach it"),
  passes: country("Only of consignments that pass it on the way"),
};
const holdFilter = { country: country("Where the goods are") };
const query = z.strictObject(filter).refine(inOrder, outOfOrder);
const holdQuery = z.strictObject(holdFilter);

const checked =
  "Each row has the statement, its digest, block and transaction, so that it can be checked against the chain: `ytterby audit verify` does. " +
  "Rows of which the reader may not see all are left out; an authority's reading is on record.";
const description = `In the order in which the ledger included them. ${checked}`;
const whole = "The first line is an AuditHead, the last an AuditFoot: an answer without it is not whole.";
const table = `Times are those of UTC (ISO 8601); \`message\` is JSON, and has the AuditHead and the AuditFoot. ${whole}`;
const held = `The oldest first. ${checked}`;

/** What was stated, for whoever checks it. */
export const auditStatements = defineRoute({
  name: "auditStatements",
  method: "get",
  path: "/v1/audit/statements",
  tag: "Events",
  summary:
    "Everything that an organisation stated in a period, or that was stated on a route, with what it takes to check it",
  description: `${description} A page may have fewer rows than fit: \`next\` is null on the last.`,
  query: z.strictObject({ ...filter, ...pageParameters }).refine(inOrder, outOfOrder),
  success: { status: 200, description: "A page of statements", schema: auditPage },
  problems: ["cursor-invalid"],
  async handle(services, { query: { cursor, limit, ...wanted }, reader, request }) {
    const { levelFor, recordAccess } = accessOf(reader, services, request);
    const body = await auditPageFor(services, levelFor, wanted, { cursor, limit });
    await recordAccess();
    return { body };
  },
});

export const auditStatementsAsCsv = defineRoute({
  name: "auditStatementsAsCsv",
  method: "get",
  path: "/v1/audit/statements.csv",
  tag: "Events",
  summary: "The same as a table, without pages (RFC 4180)",
  description: `${description} ${table}`,
  query,
  success: { status: 200, description: "A line for each statement", contentType: "text/csv" },
  problems: ["too-many-streams"],
  handle: (services, input) =>
    streamAudit(services, input, { audit: "statements", form: auditTable(statementColumns) }, (levelFor, cursor) =>
      auditPageFor(services, levelFor, input.query, { cursor, limit: batchLength }),
    ),
});

export const auditStatementsAsLines = defineRoute({
  name: "auditStatementsAsLines",
  method: "get",
  path: "/v1/audit/statements.ndjson",
  tag: "Events",
  summary: "The same as JSON, a line for each statement, without pages",
  description: `${description} Each line between is an AuditRow. ${whole}`,
  query,
  success: { status: 200, description: "A line for each statement", contentType: "application/x-ndjson" },
  problems: ["too-many-streams"],
  handle: (services, input) =>
    streamAudit(services, input, { audit: "statements", form: auditLines }, (levelFor, cursor) =>
      auditPageFor(services, levelFor, input.query, { cursor, limit: batchLength }),
    ),
});

/** Holds that stand, for whoever checks them. */
export const auditHolds = defineRoute({
  name: "auditHolds",
  method: "get",
  path: "/v1/audit/holds",
  tag: "Events",
  summary: "Holds that stand now, by age, with what it takes to check them",
  description: held,
  query: z.strictObject({ ...holdFilter, ...pageParameters }),
  success: { status: 200, description: "A page of holds", schema: auditHoldPage },
  problems: ["cursor-invalid"],
  async handle(services, { query: { cursor, limit, country: where }, reader, request }) {
    const { levelFor, recordAccess } = accessOf(reader, services, request);
    const body = await auditHoldsFor(services, levelFor, { now: now(), country: where }, { cursor, limit });
    await recordAccess();
    return { body };
  },
});

export const auditHoldsAsCsv = defineRoute({
  name: "auditHoldsAsCsv",
  method: "get",
  path: "/v1/audit/holds.csv",
  tag: "Events",
  summary: "The same as a table, without pages (RFC 4180)",
  description: `${held} ${table}`,
  query: holdQuery,
  success: { status: 200, description: "A line for each hold", contentType: "text/csv" },
  problems: ["too-many-streams"],
  handle: (services, input) => holds(services, input, auditTable([...statementColumns, "lot", "until", "renewal"])),
});

export const auditHoldsAsLines = defineRoute({
  name: "auditHoldsAsLines",
  method: "get",
  path: "/v1/audit/holds.ndjson",
  tag: "Events",
  summary: "The same as JSON, a line for each hold, without pages",
  description: `${held} Each line between is an AuditHold. ${whole}`,
  query: holdQuery,
  success: { status: 200, description: "A line for each hold", contentType: "application/x-ndjson" },
  problems: ["too-many-streams"],
  handle: (services, input) => holds(services, input, auditLines),
});

function holds(
  services: Services,
  input: AuditInput & { query: z.output<typeof holdQuery> },
  form: AuditForm,
): Promise<undefined> {
  const asked = { now: now(), country: input.query.country };
  return streamAudit(services, input, { audit: "holds", form, madeAt: Number(asked.now) }, (levelFor, cursor) =>
    auditHoldsFor(services, levelFor, asked, { cursor, limit: batchLength }),
  );
}

function now(): bigint {
  return BigInt(Math.floor(Date.now() / 1_000));
}
