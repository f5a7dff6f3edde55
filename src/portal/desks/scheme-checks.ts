import type { Attestations, Schemes } from "../../client/answers.ts";
import type { AttestationKind } from "../../domain/attestation.ts";
import type { Content } from "../../domain/lot.ts";

export type Scheme = Schemes["items"][number];

/** What a scheme asks of a lot, and whether the lot meets it. */
export type SchemeCheck = { isMet: boolean } & (
  | { of: "in-force" | "form" | "custody-model" | "allocation" | "primary-data" }
  | { of: "examination"; kind: AttestationKind }
);

/** What is known of a lot before it is certified. */
export interface Candidate {
  producer: string;
  content: Pick<Content, "form" | "custodyModel" | "allocation" | "primaryDataBasisPoints">;
  examinations: readonly Pick<Attestations["items"][number], "kind" | "outcome" | "by" | "occurredAt">[];
}

const daySeconds = 86_400;

/**
 * What the ledger asks when a lot is certified by a scheme, as far as it can be told before: it judges itself, and may know of findings
 * that were taken back.
 * @param now Unix seconds.
 */
export function schemeChecks(
  terms: Scheme,
  { producer, content, examinations }: Candidate,
  now: number,
): SchemeCheck[] {
  const { suspendedFrom, suspendedUntil } = terms;
  const isSuspended = suspendedFrom !== null && suspendedFrom <= now && now <= (suspendedUntil ?? now);
  const day = (seconds: number) => Math.floor(seconds / daySeconds);
  const isExamined = (wanted: AttestationKind) =>
    examinations.some(
      ({ kind, outcome, by, occurredAt }) =>
        kind === wanted &&
        outcome === "conforms" &&
        by !== producer &&
        day(now) - day(occurredAt) <= terms.maximumAgeDays,
    );
  return [
    { of: "in-force", isMet: terms.validFrom <= now && now <= terms.validUntil && !isSuspended },
    { of: "form", isMet: terms.forms.includes(content.form) },
    { of: "custody-model", isMet: terms.custodyModels.includes(content.custodyModel) },
    { of: "allocation", isMet: terms.allocations.includes(content.allocation) },
    { of: "primary-data", isMet: content.primaryDataBasisPoints >= 100 * terms.minimumPrimaryDataPercent },
    ...terms.attestations.map((kind) => ({ of: "examination" as const, kind, isMet: isExamined(kind) })),
  ];
}
