/** What authorities pursue over several statements: each case is known by the digest of the statement that began it. */
export const caseSorts = ["challenges", "findings", "permits"] as const;
export type CaseSort = (typeof caseSorts)[number];

/** What a statement does to a case. */
export type CaseStep =
  | "challenge-asked"
  | "challenge-answered"
  | "challenge-decided"
  | "challenge-renewed"
  | "challenge-released"
  | "challenge-seized"
  | "finding-recorded"
  | "finding-tied"
  | "finding-taken-back"
  | "permit-granted"
  | "permit-taken-back";

/** Where a kind stands in cases of a sort. */
export interface CasePart<Field extends string = string> {
  of: CaseSort;
  step: CaseStep;
  /** Field that names the case; null where the statement begins it. */
  field: Field | null;
}
