import { z } from "zod";
import { consignmentDetails } from "../../api/schemas/custody.ts";
import { hashParameter } from "../../api/schemas/scalars.ts";
import { concerning } from "../../readers/concern.ts";
import { consignmentToWire } from "../answers/consignment.ts";
import { consignmentConcern } from "../concerns/flow-concerns.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Shows a consignment. */
export const readConsignment = defineRoute({
  name: "readConsignment",
  method: "get",
  path: "/v1/consignments/{id}",
  tag: "Custody",
  summary: "A consignment",
  params: z.strictObject({ id: hashParameter("Id of the consignment: digest of its dispatch") }),
  success: { status: 200, description: "The consignment", schema: consignmentDetails },
  problems: ["consignment-not-found"],
  async handle({ consignments, exportControl, statements }, { params: { id } }) {
    const [found, dispatch, changes] = await Promise.all([
      consignments.find(id),
      statements.find(id),
      consignments.changes([id]),
    ]);
    if (found === undefined) throw new Problem("consignment-not-found", `No consignment ${id} was ever dispatched.`);
    const used = await exportControl.usedBy(found);
    const permits = used.map(({ statement, number, country, taken_grams, given_back_grams }) => ({
      ...{ permit: statement, number: Number(number), country },
      ...{ takenGrams: Number(taken_grams), givenBackGrams: Number(given_back_grams) },
    }));
    const body = { ...consignmentToWire(found, dispatch, changes.get(id)), permits };
    return { body: concerning(body, consignmentConcern(found)) };
  },
});
