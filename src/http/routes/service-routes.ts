import { z } from "zod";
import { visibleObject } from "../../api/visibility.ts";
import { Problem } from "../plumbing/problem.ts";
import { readinessProblems } from "../plumbing/readiness.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Tells that the process answers. */
export const health = defineRoute({
  name: "health",
  method: "get",
  path: "/health",
  tag: "Service",
  summary: "Whether the process answers",
  success: {
    status: 200,
    description: "It does",
    schema: visibleObject({ public: { status: z.literal("ok") } }).meta({ id: "Health" }),
  },
  problems: [],
  handle: () => ({ body: { status: "ok" as const } }),
});

/** Tells whether the service can do its work now. */
export const ready = defineRoute({
  name: "ready",
  method: "get",
  path: "/ready",
  tag: "Service",
  summary: "Whether the service can do its work: store, index, relay and ledger",
  success: {
    status: 200,
    description: "It can",
    schema: visibleObject({ public: { status: z.literal("ready") } }).meta({ id: "Ready" }),
  },
  problems: ["not-ready"],
  async handle(services) {
    const problems = await readinessProblems(services);
    if (problems.length > 0) throw new Problem("not-ready", problems.join(" "), { extensions: { problems } });
    return { body: { status: "ready" as const } };
  },
});

/** Measurements for Prometheus. */
export const metrics = defineRoute({
  name: "metrics",
  method: "get",
  path: "/metrics",
  tag: "Service",
  summary: "Measurements, in Prometheus' text format",
  success: { status: 200, description: "Measurements", contentType: "text/plain" },
  problems: [],
  async handle({ metrics: registry }, { response }) {
    response.set("content-type", registry.contentType).send(await registry.metrics());
    return undefined;
  },
});

/** The OpenAPI document of this interface. */
export const openApi = defineRoute({
  name: "openApi",
  method: "get",
  path: "/openapi.json",
  tag: "Service",
  summary: "This document",
  success: { status: 200, description: "OpenAPI 3.1", contentType: "application/json" },
  problems: [],
  handle({ openApiText }, { response }) {
    response.type("json").send(openApiText());
    return undefined;
  },
});
