import type { z } from "zod";
import { wordsOf } from "../../alerts/all-rules.ts";
import type { alert as alertSchema } from "../../api/schemas/alert.ts";
import { stateAfter } from "../../domain/alert.ts";
import type { Jurisdiction } from "../../readers/reader.ts";
import type { JsonObject } from "../../statements/codec.ts";
import type { AlertActRow, AlertRow } from "../../store/repositories/alert-repository.ts";

/** An alert with what was done about it. */
export function alertToWire(row: AlertRow, acts: readonly AlertActRow[]): z.input<typeof alertSchema> {
  const { severity, title, words } = wordsOf(row.rule);
  return {
    id: row.id,
    rule: row.rule,
    severity,
    title,
    description: words(row.evidence as JsonObject),
    subject: { type: row.subject_type, id: row.subject } as z.input<typeof alertSchema>["subject"],
    statements: row.statements,
    organisations: row.organisations,
    countries: row.countries,
    evidence: row.evidence,
    raisedAt: Number(row.raised_at),
    blockNumber: Number(row.block_number),
    state: stateAfter(acts.map(({ act }) => act)),
    acts: acts.map(({ act, at, organisation, reason, country }) => ({
      act,
      at: Number(at),
      organisation,
      reason,
      country,
    })),
  };
}

/** Whether an alert is open to an authority: by a country that it concerns, or one that it was forwarded to. */
export function isOpenTo({ countries }: AlertRow, acts: readonly AlertActRow[], jurisdiction: Jurisdiction): boolean {
  if (jurisdiction === "every") return true;
  const forwarded = acts.flatMap(({ act, country }) => (act === "forward" && country !== null ? [country] : []));
  return [...countries, ...forwarded].some((country) => jurisdiction.has(country));
}
