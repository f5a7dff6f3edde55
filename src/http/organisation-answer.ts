import type { OrganisationRow } from "../store/repositories/organisation-repository.ts";
import { numberOrNull } from "./lot-answer.ts";

/** What is told of an organisation itself. */
export function organisationOf(row: OrganisationRow) {
  return {
    address: row.address,
    name: row.name,
    country: row.country,
    globalLocationNumber: row.global_location_number,
    status: row.status,
    enrolledAt: Number(row.enrolled_at),
    suspendedAt: numberOrNull(row.suspended_at),
  };
}
