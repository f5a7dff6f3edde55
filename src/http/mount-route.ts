import type { Request, RequestHandler, Response } from "express";
import type { z } from "zod";
import { accessOf } from "./access.ts";
import { identify } from "./identify.ts";
import { jsonBody } from "./json-body.ts";
import { presenterOf } from "./present.ts";
import { Problem } from "./problem.ts";
import type { Route } from "./route.ts";
import type { Services } from "./services.ts";

/** The handlers that answer a route, in order. */
export function routeHandlers(route: Route, services: Services): RequestHandler[] {
  return [...(route.body ? jsonBody(services.options.bodyMaxBytes) : []), answer(route, services)];
}

/** A route's address as Express writes it. */
export function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ":$1");
}

function answer(route: Route, services: Services): RequestHandler {
  const present = route.success.schema ? presenterOf(route.success.schema) : undefined;
  return async (request: Request, response: Response) => {
    const reader = await identify(route, services, response.locals);
    const input = {
      params: parse(route.params, request.params, "path"),
      query: parseQuery(route.query, request),
      body: parse(route.body, request.body, "body"),
      reader,
      request,
      response,
    };
    // What one reader is shown must not be kept for another.
    if (reader.credential !== undefined || route.tag === "Readers") response.set("cache-control", "no-store");
    const reply = await route.handle(services, input);
    if (reply === undefined) return;
    const { levelFor, recordAccess } = accessOf(reader, services, request);
    const shown = present ? present(reply.body, "public", levelFor) : reply.body;
    // Nothing is shown to an authority that is not on record.
    await recordAccess();
    response.status(route.success.status).set(reply.headers ?? {});
    if (route.success.render === undefined) response.json(shown);
    else response.type(route.success.contentType ?? "text/plain").send(route.success.render(shown as never));
  };
}

function parseQuery(schema: z.ZodType | undefined, request: Request): unknown {
  if (schema) return parse(schema, request.query, "query");
  const [unknown] = Object.keys(request.query);
  if (unknown === undefined) return undefined;
  throw new Problem("invalid-request", "This address takes no query parameters.", {
    extensions: { errors: [{ in: "query", path: unknown, message: "unknown parameter" }] },
  });
}

function parse(schema: z.ZodType | undefined, value: unknown, where: "path" | "query" | "body"): unknown {
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
