import type { ExportRule } from "../../domain/export-control.ts";
import type { ExportRuleRow } from "../../store/repositories/export-control-repository.ts";

/** A rule, from its row. */
export function exportRuleOf(row: ExportRuleRow): ExportRule {
  const suspensions = [
    [row.suspended_from, row.suspended_until],
    [row.again_from, row.again_until],
  ].flatMap(([from, until]) => (from == null || until == null ? [] : [{ from: Number(from), until: Number(until) }]));
  return {
    ...{ rule: row.rule, name: row.name, country: row.country, suspensions, coversTransit: row.covers_transit },
    // The index holds what the ledger's masks name, and nothing else.
    ...{
      elements: row.elements as ExportRule["elements"][number][],
      forms: row.forms as ExportRule["forms"][number][],
    },
    ...{ validFrom: Number(row.valid_from), validUntil: Number(row.valid_until) },
    valueShareBasisPoints: row.value_share_basis_points,
  };
}

/** A rule as answers have it. */
export function exportRuleToWire({ elements, forms, suspensions, ...rule }: ExportRule) {
  return { ...rule, elements: [...elements], forms: [...forms], suspensions: suspensions.map((each) => ({ ...each })) };
}
