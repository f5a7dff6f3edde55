import { z } from "zod";
import { auditActPage, auditCasePage, auditPermitPage } from "../../api/schemas/audit.ts";
import { dayParameters, inOrder, outOfOrder } from "../../api/schemas/days.ts";
import { pageParameters } from "../../api/schemas/page.ts";
import { addressParameter } from "../../api/schemas/scalars.ts";
import type { AuditPage, PageAsked } from "../answers/audit.ts";
import { auditActsFor } from "../answers/audit-acts.ts";
import { type AuditSpan, auditCasesFor } from "../answers/audit-cases.ts";
import { auditLines, auditTable, statementColumns, streamAudit } from "../answers/audit-forms.ts";
import { auditPermits } from "../answers/audit-permits.ts";
import { accessOf } from "../plumbing/access.ts";
import type { LevelFor } from "../plumbing/present.ts";
import { defineRoute, type Route } from "../plumbing/route.ts";
import type { Services } from "../services.ts";

/** Rows at once: enough that the database is not asked too often, and few enough to be held in memory. */
const batchLength = 1_000;

const statedBy = { organisation: addressParameter("Organisation that stated it").optional() };
const checked =
  "In the order in which the ledger included them, each with its digest, block and transaction, so that `ytterby audit verify` can check it against the chain. " +
  "Rows of which the reader may not see all are left out; an authority's reading is on record.";
const whole = "The first line is an AuditHead, the last an AuditFoot: an answer without it is not whole.";

interface Sort<Item> {
  /** In the addresses, and behind `audit` in the names. */
  name: "challenges" | "findings" | "permits" | "acts";
  summary: string;
  about: string;
  /** What is asked besides days. */
  asked: { organisation?: z.ZodType };
  page: z.ZodType;
  line: string;
  columns: readonly string[];
  /** Begins to read: pages that one reader asks for one behind the other may share what they know. */
  rowsFor(): RowsFor<Item>;
}

type RowsFor<Item> = (
  services: Services,
  levelFor: LevelFor,
  span: AuditSpan,
  asked: PageAsked,
) => Promise<AuditPage<Item>>;

/** A sort of rows in pages, as a table, and as lines: the same rows, in the same order. */
function routesOf<Item extends object>({
  name,
  summary,
  about,
  asked,
  page,
  line,
  columns,
  rowsFor,
}: Sort<Item>): Route[] {
  const operation = `audit${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const path = `/v1/audit/${name}`;
  const filter = { ...dayParameters, ...asked };
  const query = z.strictObject(filter).refine(inOrder, outOfOrder);
  const description = `${about} ${checked}`;
  const common = { method: "get", tag: "Events" } as const;
  const jsonColumn = columns.includes("args") ? "args" : "message";
  const forms = [
    { suffix: "AsCsv", ending: "csv", form: auditTable(columns), contentType: "text/csv" },
    { suffix: "AsLines", ending: "ndjson", form: auditLines, contentType: "application/x-ndjson" },
  ];
  return [
    defineRoute({
      ...{ ...common, name: operation, path, summary },
      description: `${description} A page may have fewer rows than fit: \`next\` is null on the last.`,
      query: z.strictObject({ ...filter, ...pageParameters }).refine(inOrder, outOfOrder),
      success: { status: 200, description: "A page of rows", schema: page },
      problems: ["cursor-invalid"],
      async handle(services, { query: parsed, reader, request }) {
        const { cursor, limit, ...span } = parsed as AuditSpan & PageAsked;
        const { levelFor, recordAccess } = accessOf(reader, services, request);
        const body = await rowsFor()(services, levelFor, span, { cursor, limit });
        await recordAccess();
        return { body };
      },
    }),
    ...forms.map(({ suffix, ending, form, contentType }) =>
      defineRoute({
        ...{ ...common, name: `${operation}${suffix}`, path: `${path}.${ending}`, query },
        summary:
          ending === "csv" ? "The same as a table, without pages (RFC 4180)" : "The same as JSON, a line for each row",
        description: `${description} ${ending === "csv" ? `Times are those of UTC (ISO 8601); \`${jsonColumn}\` is JSON, and has the AuditHead and the AuditFoot.` : `Each line between is an ${line}.`} ${whole}`,
        success: { status: 200, description: "A line for each row", contentType },
        problems: ["too-many-streams"],
        handle: (services, input) => {
          const rowsOf = rowsFor();
          return streamAudit(services, input, { audit: name, form }, (levelFor, cursor) =>
            rowsOf(services, levelFor, input.query as AuditSpan, { cursor, limit: batchLength }),
          );
        },
      }),
    ),
  ];
}

/** What authorities pursued, and what governance did, for whoever checks it. */
export const auditCaseRoutes: readonly Route[] = [
  ...routesOf({
    name: "challenges",
    summary: "What was asked, answered, decided, renewed and released of challenges in a period, and seized under them",
    about: "`case` is the challenge. Those that stand are among the holds, by age.",
    asked: statedBy,
    page: auditCasePage,
    line: "AuditCaseRow",
    columns: [...statementColumns, "case"],
    rowsFor: () => (services, levelFor, span, asked) => auditCasesFor(services, levelFor, "challenges", span, asked),
  }),
  ...routesOf({
    name: "findings",
    summary: "What was recorded, linked and withdrawn of findings in shipments in a period",
    about: "`case` is the finding.",
    asked: statedBy,
    page: auditCasePage,
    line: "AuditCaseRow",
    columns: [...statementColumns, "case"],
    rowsFor: () => (services, levelFor, span, asked) => auditCasesFor(services, levelFor, "findings", span, asked),
  }),
  ...routesOf({
    name: "permits",
    summary: "Permits in a period: granted, taken from, given back to, withdrawn, and what was left each time",
    about: "What is left follows from the rows before it of the same number.",
    asked: {},
    page: auditPermitPage,
    line: "AuditPermitRow",
    columns: ["move", "number", "grams", "leftGrams", ...statementColumns],
    rowsFor: auditPermits,
  }),
  ...routesOf({
    name: "acts",
    summary: "Acts of governance in a period",
    about: "What concerns an organisation is shown to itself and to authorities, the rest to everybody.",
    asked: {},
    page: auditActPage,
    line: "AuditAct",
    columns: [
      ...["timestamp", "act", "contract", "digest", "blockNumber", "blockHash", "logIndex", "transactionHash", "args"],
    ],
    rowsFor: () => auditActsFor,
  }),
];
