import { lotDetails } from "../../api/schemas/lot.ts";
import { lotParameters } from "../../api/schemas/lot-id.ts";
import { declaredContent } from "../answers/declared-content.ts";
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
        content: declaredContent(declaration?.message ?? {}, lot.lot_number),
        declaration: lot.declaration,
        certification: lot.certification,
        rejection: lot.rejection,
        rejectedAt: numberOrNull(lot.rejected_at),
        statements: lot.links,
      },
    };
  },
});
