import type { z } from "zod";
import { fieldFaults } from "../../statements/field-faults.ts";
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
  const errors = parsed.error.issues.flatMap(fieldFaults).map(({ path, message }) => ({ path, message }));
  throw unacceptable(where, errors);
}

/** Fields that cannot be accepted, of which up to twenty are named. */
export function unacceptable(
  where: "path" | "query" | "body",
  faults: readonly { path: string; message: string }[],
): Problem {
  const errors = faults.slice(0, 20).map(({ path, message }) => ({ in: where, path, message }));
  const [first] = errors;
  const subject = first?.path ? `"${first.path}"` : `the ${where}`;
  return new Problem("invalid-request", `The ${where} cannot be accepted: ${subject}: ${first?.message}.`, {
    extensions: { errors },
  });
}
