import { z } from "zod";
import { organisationDetails } from "../../api/schemas/organisation.ts";
import { addressParameter } from "../../api/schemas/scalars.ts";
import { concerning } from "../../readers/concern.ts";
import { numberOrNull } from "../answers/lot.ts";
import { nameDoubles, organisationOf } from "../answers/organisation.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

type Details = z.input<typeof organisationDetails>;

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
    const body = {
      ...organisationOf(found, await nameDoubles(organisations)),
      roles: found.roles.map(({ role, country, site, ...window }) => ({
        role: role as Details["roles"][number]["role"],
        country: country === "" ? null : country,
        site,
        ...windowOf(window),
      })),
      keys: found.keys.map(({ key, scopes, revoked_at, compromised_since, ...window }) => ({
        key,
        scopes: scopes as Details["keys"][number]["scopes"],
        ...windowOf(window),
        revokedAt: numberOrNull(revoked_at),
        compromisedSince: numberOrNull(compromised_since),
      })),
      accreditations: found.accreditations.map(({ scheme, ...window }) => ({ scheme, ...windowOf(window) })),
      quotas: found.quotas.map(({ id: quota, kind, country, granted_grams, drawn_grams, ...window }) => ({
        quota,
        kind: kind as NonNullable<Details["quotas"]>[number]["kind"],
        country,
        grantedGrams: granted_grams.toString(),
        drawnGrams: drawn_grams.toString(),
        ...windowOf(window),
      })),
    };
    return { body: concerning(body, concern) };
  },
});

function windowOf({ valid_from, valid_until }: { valid_from: bigint; valid_until: bigint }) {
  return { validFrom: Number(valid_from), validUntil: Number(valid_until) };
}
