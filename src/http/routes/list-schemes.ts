import type { z } from "zod";
import { schemes } from "../../api/schemas/scheme.ts";
import type { SchemeRow } from "../../store/repositories/scheme-repository.ts";
import { numberOrNull } from "../answers/number-or-null.ts";
import { defineRoute } from "../plumbing/route.ts";

type Wire = z.input<typeof schemes>["items"][number];

/** Lists schemes. */
export const listSchemes = defineRoute({
  name: "listSchemes",
  method: "get",
  path: "/v1/schemes",
  tag: "Organisations",
  summary: "Schemes by which lots are certified, with their terms as they stand",
  success: { status: 200, description: "All schemes", schema: schemes },
  problems: [],
  async handle({ schemes: repository }) {
    return { body: { items: (await repository.all()).map(schemeToWire) } };
  },
});

function schemeToWire(row: SchemeRow): Wire {
  return {
    scheme: row.id,
    name: row.name,
    validFrom: Number(row.valid_from),
    validUntil: Number(row.valid_until),
    suspendedFrom: numberOrNull(row.suspended_from),
    suspendedUntil: numberOrNull(row.suspended_until),
    // The index holds what the ledger's masks name, and nothing else.
    attestations: row.attestations as Wire["attestations"],
    forms: row.forms as Wire["forms"],
    maximumAgeDays: row.maximum_age_days,
    maximumValidityDays: row.maximum_validity_days,
    custodyModels: row.custody_models as Wire["custodyModels"],
    allocations: row.allocations as Wire["allocations"],
    minimumPrimaryDataPercent: row.minimum_primary_data_percent,
  };
}
