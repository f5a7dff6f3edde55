import type { z } from "zod";
import type { organisationDetails } from "../../api/schemas/organisation.ts";
import type { Address } from "../../domain/hex.ts";
import { likenessOf, mixedScripts } from "../../domain/look-alike.ts";
import type { OrganisationRepository, OrganisationRow } from "../../store/repositories/organisation-repository.ts";
import { numberOrNull } from "./number-or-null.ts";

type Details = z.input<typeof organisationDetails>;
type FullOrganisation = NonNullable<Awaited<ReturnType<OrganisationRepository["find"]>>>;

/** Addresses of all organisations by the likeness of their names. */
export type NameDoubles = ReadonlyMap<string, readonly Address[]>;

/** Reads which names can be taken for which. */
export async function nameDoubles(organisations: OrganisationRepository): Promise<NameDoubles> {
  const byLikeness = Map.groupBy(await organisations.allNames(), ({ name }) => likenessOf(name));
  return new Map([...byLikeness].map(([likeness, rows]) => [likeness, rows.map(({ address }) => address)]));
}

function doublesOf({ address, name }: OrganisationRow, doubles: NameDoubles): Address[] {
  return (doubles.get(likenessOf(name)) ?? []).filter((other) => other !== address);
}

/** What is told of an organisation itself. */
export function organisationOf(row: OrganisationRow, doubles: NameDoubles) {
  return {
    address: row.address,
    name: row.name,
    nameWarnings: { mixedScripts: mixedScripts(row.name), looksLike: doublesOf(row, doubles) },
    country: row.country,
    globalLocationNumber: row.global_location_number,
    status: row.status,
    enrolledAt: Number(row.enrolled_at),
    suspendedAt: numberOrNull(row.suspended_at),
  };
}

/** All that is told of an organisation. */
export function organisationDetailsOf(found: FullOrganisation, doubles: NameDoubles): Details {
  return {
    ...organisationOf(found, doubles),
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
}

function windowOf({ valid_from, valid_until }: { valid_from: bigint; valid_until: bigint }) {
  return { validFrom: Number(valid_from), validUntil: Number(valid_until) };
}
