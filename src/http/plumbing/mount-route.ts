import type { Request, RequestHandler, Response } from "express";
import type { z } from "zod";
import type { Services } from "../services.ts";
import { accessOf } from "./access.ts";
import { identify } from "./identify.ts";
import { jsonBody } from "./json-body.ts";
import { parseInput } from "./parse-input.ts";
import { presenterOf } from "./present.ts";
import { Problem } from "./problem.ts";
import { requireIndex } from "./require-index.ts";
import type { Route } from "./route.ts";

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
    requireIndex(route, services);
    const reader = await identify(route, services, response.locals);
    const input = {
      params: parseInput(route.params, request.params, "path"),
      query: parseQuery(route.query, request),
      body: parseInput(route.body, request.body, "body"),
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
  if (schema) return parseInput(schema, request.query, "query");
  const [unknown] = Object.keys(request.query);
  if (unknown === undefined) return undefined;
  throw new Problem("invalid-request", "This address takes no query parameters.", {
    extensions: { errors: [{ in: "query", path: unknown, message: "unknown parameter" }] },
  });
}
