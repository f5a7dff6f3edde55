import { z } from "zod";
import { pageOf, pageParameters } from "../../api/schemas/page.ts";
import { addressParameter, hashParameter } from "../../api/schemas/scalars.ts";
import { seizure } from "../../api/schemas/seizure.ts";
import { decodeCursor, encodeCursor } from "../../store/repositories/page.ts";
import { seizuresToWire } from "../answers/seizure.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Lists goods that authorities have seized. */
export const listSeizures = defineRoute({
  name: "listSeizures",
  method: "get",
  path: "/v1/seizures",
  tag: "Custody",
  summary: "Goods that authorities have seized, the oldest seizure first",
  query: z.strictObject({
    lot: hashParameter("Lot of which grams are seized").optional(),
    authority: addressParameter("Organisation that seized them").optional(),
    holder: addressParameter("Organisation from which they were taken").optional(),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, "expected two capital letters")
      .optional()
      .meta({ description: "Country in which they are (ISO 3166-1 alpha-2)" }),
    standing: z.enum(["0", "1"]).default("1").meta({ description: "1: only those not given back; 0: all" }),
    ...pageParameters,
  }),
  success: { status: 200, description: "A page of seizures", schema: pageOf(seizure).meta({ id: "SeizurePage" }) },
  problems: ["cursor-invalid"],
  async handle(services, { query: { lot, authority, holder, country, standing, cursor, limit } }) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    if (cursor !== undefined && after === undefined) {
      throw new Problem("cursor-invalid", "The cursor is not one that this list gave out.");
    }
    const page = await services.seizures.list(
      {
        ...(lot && { lot }),
        ...(authority && { authority }),
        ...(holder && { holder }),
        ...(country && { country }),
        standing: standing === "1",
      },
      { limit, ...(after && { after }) },
    );
    const items = await seizuresToWire(services, page.items);
    return { body: { items, next: page.next ? encodeCursor(page.next) : null } };
  },
});
