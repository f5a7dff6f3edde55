import type { RequestHandler } from "express";
import { Histogram, type Registry } from "prom-client";

/** Measures how long each route takes to answer, by method, route and status. */
export function requestMetrics(registry: Registry): (route: string) => RequestHandler {
  const seconds = new Histogram({
    name: "ytterby_http_request_seconds",
    help: "Time from a request's arrival to the end of its answer",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  return (route) => (request, response, next) => {
    const stop = seconds.startTimer();
    response.once("close", () => stop({ method: request.method, route, status: response.statusCode }));
    next();
  };
}
