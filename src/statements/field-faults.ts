import type { z } from "zod";

/** A field that cannot be accepted. */
export interface FieldFault {
  /** Steps to the field with dots between them; empty for all of it. */
  path: string;
  message: string;
  /** The schema's own word for it. */
  issue: z.core.$ZodIssue;
}

/**
 * What is wrong with which field. A field that nobody knows is named itself, not by the object that it stands in; of alternatives, the one
 * that was meant.
 */
export function fieldFaults(issue: z.core.$ZodIssue): FieldFault[] {
  const path = issue.path.map((step) => String(step).slice(0, 100));
  const alternative = issue.code === "invalid_union" ? meantAlternative(issue.errors) : undefined;
  if (alternative) {
    return alternative.flatMap(fieldFaults).map((error) => ({
      ...error,
      path: [...path, error.path].filter(Boolean).join("."),
    }));
  }
  if (issue.code !== "unrecognized_keys") return [{ path: path.join("."), message: lowerFirst(issue.message), issue }];
  return issue.keys.map((key) => ({ path: [...path, key.slice(0, 100)].join("."), message: "unknown field", issue }));
}

function meantAlternative(alternatives: z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  const meant = alternatives.filter(isMeant);
  if (meant.length === 0) return alternatives[0];
  return meant.length === 1 ? meant[0] : undefined;
}

// An alternative of which the distinguishing field is not there was not meant.
function isMeant(issues: z.core.$ZodIssue[]): boolean {
  return !issues.some(
    (issue) =>
      issue.path.length <= 1 &&
      ((issue.code === "invalid_union" && issue.errors.length === 0) ||
        (issue.code === "invalid_type" && issue.message.endsWith("received undefined"))),
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
