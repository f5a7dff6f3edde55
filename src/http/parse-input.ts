import type { z } from "zod";
import { Problem } from "./problem.ts";

/**
 * What came in, parsed by a schema; without one, nothing.
 * @throws Problem `invalid-request` naming up to twenty fields that cannot be accepted.
 */
export function parseInput<S extends z.ZodType | undefined>(
  schema: S,
  value: unknown,
  where: "path" | "query" | "body",
): S extends z.ZodType ? z.output<S> : undefined;
export function parseInput(schema: z.ZodType | undefined, value: unknown, where: "path" | "query" | "body"): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues
    .flatMap(fieldErrors)
    .slice(0, 20)
    .map((error) => ({ in: where, ...error }));
  const [first] = errors;
  const subject = first?.path ? `"${first.path}"` : `the ${where}`;
  throw new Problem("invalid-request", `The ${where} cannot be accepted: ${subject}: ${first?.message}.`, {
    extensions: { errors },
  });
}

// A field that nobody knows is named itself, not by the object that it stands in; of alternatives, the one that was meant.
function fieldErrors(issue: z.core.$ZodIssue): { path: string; message: string }[] {
  const path = issue.path.map((step) => String(step).slice(0, 100));
  const alternative = issue.code === "invalid_union" ? meantAlternative(issue.errors) : undefined;
  if (alternative) {
    return alternative.flatMap(fieldErrors).map((error) => ({
      ...error,
      path: [...path, error.path].filter(Boolean).join("."),
    }));
  }
  if (issue.code !== "unrecognized_keys") return [{ path: path.join("."), message: lowerFirst(issue.message) }];
  return issue.keys.map((key) => ({ path: [...path, key.slice(0, 100)].join("."), message: "unknown field" }));
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
