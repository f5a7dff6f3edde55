import { z } from "zod";
import { exportPermitPage } from "../../api/schemas/export-control.ts";
import { pageParameters } from "../../api/schemas/page.ts";
import { addressParameter } from "../../api/schemas/scalars.ts";
import { concerning } from "../../readers/concern.ts";
import { decodeCursor, encodeCursor } from "../../store/repositories/page.ts";
import { numberOrNull } from "../answers/number-or-null.ts";
import { concernOfBooks } from "../concerns/own-books.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

const countryParameter = (description: string) =>
  z
    .string()
    .regex(/^[A-Z]{2}$/, "expected two capital letters")
    .optional()
    .meta({ description: `${description} (ISO 3166-1 alpha-2)` });

/** Lists permits. */
export const listPermits = defineRoute({
  name: "listPermits",
  method: "get",
  path: "/v1/permits",
  tag: "Custody",
  summary: "Permits to send controlled goods across a border, the oldest first",
  description:
    "Everybody sees that there are some; exporter, consignee and the authorities of the countries see for whom and how much.",
  query: z.strictObject({
    exporter: addressParameter("Who sends: the reader itself, or asked by an authority").optional(),
    consignee: addressParameter("Who receives: the reader itself, or asked by an authority").optional(),
    country: countryParameter("Country that the goods leave, or pass"),
    destination: countryParameter("Country where they end"),
    running: z.enum(["0", "1"]).default("1").meta({ description: "1: only those that may be used now; 0: all" }),
    ...pageParameters,
  }),
  success: { status: 200, description: "A page of permits", schema: exportPermitPage },
  problems: ["cursor-invalid", "sign-in-required", "not-concerned"],
  async handle(services, { query: { running, cursor, limit, ...filter }, reader }) {
    for (const party of [filter.exporter, filter.consignee]) {
      if (party !== undefined) await concernOfBooks(services, reader, party);
    }
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    if (cursor !== undefined && after === undefined) {
      throw new Problem("cursor-invalid", "The cursor is not one that this list gave out.");
    }
    const { exporter, consignee, country, destination } = filter;
    const page = await services.exportControl.permits(
      {
        ...(exporter && { exporter }),
        ...(consignee && { consignee }),
        ...(country && { country }),
        ...(destination && { destination }),
        ...(running === "1" && { runningAt: BigInt(Math.floor(Date.now() / 1_000)) }),
      },
      { limit, ...(after && { after }) },
    );
    const names = await services.organisations.names(page.items.map((row) => row.authority));
    const items = page.items.map((row) =>
      concerning(
        {
          ...{ statement: row.statement, number: Number(row.number), authority: row.authority },
          ...{ name: names.get(row.authority) ?? row.authority, country: row.country, destination: row.destination },
          // The index holds what the ledger's masks name, and nothing else.
          ...{ elements: row.elements as never[], forms: row.forms as never[] },
          ...{ validFrom: Number(row.valid_from), validUntil: Number(row.valid_until) },
          ...{ grantedAt: Number(row.granted_at), withdrawnAt: numberOrNull(row.withdrawn_at) },
          ...{ exporter: row.exporter, consignee: row.consignee, endUse: row.end_use },
          ...{ grantedGrams: Number(row.granted_grams), drawnGrams: Number(row.drawn_grams) },
        },
        { organisations: [row.exporter, row.consignee], countries: [row.country, row.destination] },
      ),
    );
    return { body: { items, next: page.next ? encodeCursor(page.next) : null } };
  },
});
