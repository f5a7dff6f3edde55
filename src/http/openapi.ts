import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";
import { auditFoot, auditHead } from "../api/schemas/audit.ts";
import { assayDocument } from "../api/schemas/evidence.ts";
import { scopeOf } from "./plumbing/identify.ts";
import { type ProblemCode, problems } from "./plumbing/problems.ts";
import type { Route } from "./plumbing/route.ts";
import { allRoutes } from "./routes/all-routes.ts";

const problemSchema = z
  .object({
    type: z.string().meta({ description: "URN of the problem's code" }),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]).meta({ description: "See docs/errors.md" }),
    detail: z.string().meta({ description: "What was wrong this time" }),
    instance: z.string().meta({ description: "URN of this occurrence; the same id stands in the service's log" }),
  })
  .catchall(z.unknown())
  .meta({ id: "Problem", description: "A problem document (RFC 9457); some codes have members of their own" });

/** The service's OpenAPI document, from the schemas that validate and present. */
export function openApiDocument(): Record<string, unknown> {
  const registry = new OpenAPIRegistry();
  registry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "A session from /v1/sign-in, or a machine's token from /v1/tokens",
  });
  for (const route of allRoutes) registry.registerPath(operation(route));
  // What answers that are no JSON have in them besides what pages have, and a document that findings name.
  const more = [auditHead, auditFoot, assayDocument].map((schema) => ({ type: "schema" as const, schema }));
  const document = new OpenApiGeneratorV31([...registry.definitions, ...more]).generateDocument({
    openapi: "3.1.0",
    info: {
      title: "Ytterby",
      version: "1",
      description:
        "A permissioned ledger of zero-carbon rare-earth certificates. Fields carry x-visibility: who may see them. " +
        "A field that is not public is absent from what everybody is answered; who signs in (POST /v1/sign-in) is shown those " +
        "of what it is party to, an authority those of its countries.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
  });
  return { ...document };
}

let text: string | undefined;

/** The OpenAPI document as JSON text, made once. */
export function openApiText(): string {
  text ??= `${JSON.stringify(openApiDocument(), null, 2)}\n`;
  return text;
}

function operation(route: Route): RouteConfig {
  const request: NonNullable<RouteConfig["request"]> = {};
  if (route.params) request.params = route.params;
  if (route.query) request.query = route.query;
  if (route.body) request.body = { required: true, content: { "application/json": { schema: route.body } } };
  if (route.rawBody) {
    const { contentType, description } = route.rawBody;
    request.body = {
      required: true,
      description,
      content: { [contentType]: { schema: { type: "string", format: "binary" } } },
    };
  }
  return {
    operationId: route.name,
    method: route.method,
    path: route.path,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    security: securityOf(route),
    request,
    responses: { [route.success.status]: success(route), ...problemResponses(problemsOf(route)) },
  };
}

// Nothing before a token: what everybody sees needs none.
function securityOf(route: Route): NonNullable<RouteConfig["security"]> {
  if (!route.path.startsWith("/v1/")) return [];
  return route.problems.includes("sign-in-required") && (route.tag === "Readers" || route.tag === "Events")
    ? [{ bearer: [] }]
    : [{}, { bearer: [] }];
}

function success({ success: { description, contentType = "application/json", schema, render } }: Route) {
  return { description, content: { [contentType]: { schema: (render ? undefined : schema) ?? z.string() } } };
}

function problemsOf(route: Route): ProblemCode[] {
  const codes: ProblemCode[] = ["malformed-request", "invalid-request", "too-many-requests", "internal-error"];
  if (route.path.startsWith("/v1/")) codes.push("token-invalid", "access-ended", "not-ready");
  if (scopeOf(route)) codes.push("scope-missing");
  if (route.body) codes.push("malformed-json", "unsupported-media-type");
  if (route.body || route.rawBody) codes.push("payload-too-large");
  return [...new Set([...codes, ...route.problems])];
}

function problemResponses(codes: ProblemCode[]): RouteConfig["responses"] {
  const byStatus = Map.groupBy(codes, (code) => problems[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      { description: group.join(", "), content: { "application/problem+json": { schema: problemSchema } } },
    ]),
  );
}
