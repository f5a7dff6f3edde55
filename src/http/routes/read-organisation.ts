import { z } from "zod";
import { organisationDetails } from "../../api/schemas/organisation.ts";
import { addressParameter } from "../../api/schemas/scalars.ts";
import { concerning } from "../../readers/concern.ts";
import { nameDoubles, organisationDetailsOf } from "../answers/organisation.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Shows an organisation. */
export const readOrganisation = defineRoute({
  name: "readOrganisation",
  method: "get",
  path: "/v1/organisations/{id}",
  tag: "Organisations",
  summary: "An organisation with its roles, keys and accreditations",
  params: z.strictObject({ id: addressParameter("Organisation") }),
  success: { status: 200, description: "The organisation", schema: organisationDetails },
  problems: ["organisation-not-found"],
  async handle({ organisations }, { params: { id } }) {
    const found = await organisations.find(id);
    if (found === undefined) throw new Problem("organisation-not-found", `No organisation ${id} is enrolled.`);
    const concern = { organisations: [found.address], countries: [found.country] };
    return { body: concerning(organisationDetailsOf(found, await nameDoubles(organisations)), concern) };
  },
});
