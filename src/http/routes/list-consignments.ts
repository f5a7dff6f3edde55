import { z } from "zod";
import { consignmentPage } from "../../api/schemas/custody.ts";
import { pageParameters } from "../../api/schemas/page.ts";
import { addressParameter } from "../../api/schemas/scalars.ts";
import { consignmentStatuses } from "../../domain/consignment.ts";
import { concerning } from "../../readers/concern.ts";
import { type Reader, standingOf } from "../../readers/reader.ts";
import { decodeCursor, encodeCursor } from "../../store/repositories/page.ts";
import { consignmentToWire } from "../answers/consignment.ts";
import { consignmentConcern } from "../concerns/flow-concerns.ts";
import { concernOfBooks } from "../concerns/own-books.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Lists consignments. */
export const listConsignments = defineRoute({
  name: "listConsignments",
  method: "get",
  path: "/v1/consignments",
  tag: "Custody",
  summary: "Consignments, the newest dispatch first",
  description: "Everybody sees what is public of each; who signs in sees more of those that concern it.",
  query: z.strictObject({
    party: addressParameter("Its sender, recipient or carrier: the reader itself, or asked by an authority").optional(),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, "expected a country by its two letters")
      .optional()
      .meta({
        description:
          "Country that it leaves or is to reach (ISO 3166-1 alpha-2); for its authorities, or was said to pass",
      }),
    status: z.enum(consignmentStatuses).optional(),
    open: z
      .literal("1")
      .optional()
      .meta({ description: "1: only those that wait for somebody: on the road, on the way back, or disputed" }),
    ...pageParameters,
  }),
  success: { status: 200, description: "A page of consignments", schema: consignmentPage },
  problems: ["cursor-invalid", "sign-in-required", "not-concerned"],
  async handle(services, { query: { cursor, limit, party, country, status, open }, reader }) {
    const concern = party === undefined ? undefined : await concernOfBooks(services, reader, party);
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    if (cursor !== undefined && after === undefined) {
      throw new Problem("cursor-invalid", "The cursor is not one that this list gave out.");
    }
    const filter = {
      ...(party !== undefined && { party }),
      ...(country !== undefined && { country }),
      // Which countries a consignment passes is not for everybody.
      ...(country !== undefined && isAuthorityOf(reader, country) && { isPassing: true as const }),
      ...(status !== undefined && { status }),
      ...(open !== undefined && { isOpen: true as const }),
    };
    const page = await services.consignments.list(filter, after ? { after, limit } : { limit });
    const ids = page.items.map(({ id }) => id);
    const [dispatches, changes] = await Promise.all([
      services.statements.findAll(ids),
      services.consignments.changes(ids),
    ]);
    const items = page.items.map((found) => {
      const dispatch = dispatches.find(({ digest }) => digest === found.id);
      return concerning(consignmentToWire(found, dispatch, changes.get(found.id)), consignmentConcern(found));
    });
    const body = { items, next: page.next ? encodeCursor(page.next) : null };
    return { body: concern ? concerning(body, concern) : body };
  },
});

function isAuthorityOf(reader: Reader, country: string): boolean {
  return standingOf(reader, { organisations: [], countries: [country] }) === "authority";
}
