import { z } from "zod";
import { lotSummary } from "../../api/schemas/lot.ts";
import { pageOf, pageParameters } from "../../api/schemas/page.ts";
import { addressParameter } from "../../api/schemas/scalars.ts";
import { elementSymbols } from "../../domain/elements.ts";
import { forms } from "../../domain/form.ts";
import { lotStatuses } from "../../domain/lot.ts";
import { concerning } from "../../readers/concern.ts";
import { lotNumber } from "../../statements/content.ts";
import { decodeCursor, encodeCursor } from "../../store/repositories/page.ts";
import { namesOf, summaryOf } from "../answers/lot.ts";
import { concernOfBooks } from "../concerns/own-books.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Lists lots. */
export const listLots = defineRoute({
  name: "listLots",
  method: "get",
  path: "/v1/lots",
  tag: "Lots",
  summary: "Lots, the newest declaration first",
  query: z.strictObject({
    producer: addressParameter("Organisation that declared it").optional(),
    holder: addressParameter(
      "Organisation that has grams of it in hand: the reader itself, or asked by an authority",
    ).optional(),
    lotNumber: lotNumber.schema.optional(),
    form: z.enum(forms).optional(),
    status: z.enum(lotStatuses).optional(),
    element: z.enum(elementSymbols).optional().meta({ description: "An element that was found in it" }),
    scheme: z
      .string()
      .regex(/^[1-9][0-9]{0,4}$/, "expected the number of a scheme")
      .transform(Number)
      .optional()
      .meta({ description: "Scheme of the certificate" }),
    ...pageParameters,
  }),
  success: { status: 200, description: "A page of lots", schema: pageOf(lotSummary).meta({ id: "LotPage" }) },
  problems: ["cursor-invalid", "sign-in-required", "not-concerned"],
  async handle(services, { query: { cursor, limit, ...filter }, reader }) {
    const concern = filter.holder === undefined ? undefined : await concernOfBooks(services, reader, filter.holder);
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    if (cursor !== undefined && after === undefined) {
      throw new Problem("cursor-invalid", "The cursor is not one that this list gave out.");
    }
    const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
    const page = await services.lots.list(given, after ? { after, limit } : { limit });
    const names = await namesOf(services, page.items);
    const items = page.items.map((lot) => summaryOf(lot, names));
    const body = { items, next: page.next ? encodeCursor(page.next) : null };
    return { body: concern ? concerning(body, concern) : body };
  },
});
