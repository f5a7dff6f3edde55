import type { z } from "zod";
import { lotDetails } from "../../api/schemas/lot.ts";
import { lotParameters } from "../../api/schemas/lot-id.ts";
import type { JsonObject } from "../../statements/codec.ts";
import { findLot, namesOf, summaryOf } from "../answers/lot.ts";
import { numberOrNull } from "../answers/number-or-null.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Shows a lot. */
export const readLot = defineRoute({
  name: "readLot",
  method: "get",
  path: "/v1/lots/{id}",
  tag: "Lots",
  summary: "A lot with everything declared about it",
  params: lotParameters,
  success: { status: 200, description: "The lot", schema: lotDetails },
  problems: ["lot-not-found"],
  async handle(services, { params: { id } }) {
    const lot = await findLot(services, id);
    const [names, declaration] = await Promise.all([
      namesOf(services, [lot]),
      services.statements.find(lot.declaration),
    ]);
    return {
      body: {
        ...summaryOf(lot, names),
        content: contentIn(declaration?.message ?? {}, lot.lot_number),
        declaration: lot.declaration,
        certification: lot.certification,
        rejection: lot.rejection,
        rejectedAt: numberOrNull(lot.rejected_at),
        statements: lot.links,
      },
    };
  },
});

/** What a statement, as it came over the wire, declares of a lot: the lot that it is about, or one that came out of it. */
function contentIn(message: JsonObject, lotNumber: string): z.input<typeof lotDetails>["content"] {
  const outputs = (message.outputs ?? []) as { lotNumber: string; content: JsonObject }[];
  return message.content ?? outputs.find((output) => output.lotNumber === lotNumber)?.content;
}
