import { z } from "zod";
import { consignment } from "../../api/schemas/custody.ts";
import { hashParameter } from "../../api/schemas/scalars.ts";
import { concerning } from "../../readers/concern.ts";
import { numberOrNull } from "../answers/lot.ts";
import { consignmentConcern, routeOf } from "../concerns/flow-concerns.ts";
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
  success: { status: 200, description: "The consignment", schema: consignment },
  problems: ["consignment-not-found"],
  async handle({ consignments, statements }, { params: { id } }) {
    const [found, dispatch] = await Promise.all([consignments.find(id), statements.find(id)]);
    if (found === undefined) throw new Problem("consignment-not-found", `No consignment ${id} was ever dispatched.`);
    const { seal } = (dispatch?.message ?? {}) as { seal?: string | null };
    const concern = consignmentConcern(found, routeOf(dispatch));
    const body = {
      id,
      status: found.status,
      fromCountry: found.from_country,
      toCountry: found.to_country,
      dispatchedAt: Number(found.dispatched_at),
      closedAt: numberOrNull(found.closed_at),
      sealIntact: found.seal_intact,
      lots: found.lines.length,
      sender: found.sender,
      recipient: found.recipient,
      carrier: found.carrier,
      route: routeOf(dispatch),
      seal: seal ?? null,
      closure: found.closure,
      shortageReason: found.shortage_reason,
      lines: found.lines.map(({ lot, sent_grams, received_grams, returned_grams }) => ({
        lot,
        sentGrams: Number(sent_grams),
        receivedGrams: numberOrNull(received_grams),
        returnedGrams: Number(returned_grams),
      })),
      dispatch: dispatch?.message ?? null,
    };
    return { body: concerning(body, concern) };
  },
});
