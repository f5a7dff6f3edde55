import { z } from "zod";
import { organisationSummary } from "../../api/schemas/organisation.ts";
import { pageOf, pageParameters } from "../../api/schemas/page.ts";
import { addressParameter } from "../../api/schemas/scalars.ts";
import type { Role } from "../../domain/participants.ts";
import { nameDoubles, organisationOf } from "../answers/organisation.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Lists organisations. */
export const listOrganisations = defineRoute({
  name: "listOrganisations",
  method: "get",
  path: "/v1/organisations",
  tag: "Organisations",
  summary: "Organisations, in the order of their enrolment",
  query: z.strictObject({
    key: addressParameter("Only organisations that this key signs for, or once did").optional(),
    ...pageParameters,
  }),
  success: {
    status: 200,
    description: "A page of organisations",
    schema: pageOf(organisationSummary).meta({ id: "OrganisationPage" }),
  },
  problems: ["cursor-invalid"],
  async handle({ organisations }, { query: { cursor, limit, key } }) {
    const found = await organisations.list(serialOf(cursor), limit, key);
    const rows = found.slice(0, limit);
    const grants = await organisations.roles(rows.map(({ address }) => address));
    const doubles = await nameDoubles(organisations);
    const items = rows.map((row) => {
      const own = grants.filter(({ organisation }) => organisation === row.address);
      return { ...organisationOf(row, doubles), roles: [...new Set(own.map(({ role }) => role as Role))] };
    });
    return { body: { items, next: found.length > limit ? String(rows.at(-1)?.serial) : null } };
  },
});

function serialOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^[1-9][0-9]{0,4}$/.test(cursor)) return Number(cursor);
  throw new Problem("cursor-invalid", "The cursor is not one that this list gave out.");
}
