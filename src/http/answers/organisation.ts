import type { Address } from "../../domain/hex.ts";
import { likenessOf, mixedScripts } from "../../domain/look-alike.ts";
import type { OrganisationRepository, OrganisationRow } from "../../store/repositories/organisation-repository.ts";
import { numberOrNull } from "./lot.ts";

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
