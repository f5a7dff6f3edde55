import type { RequestHandler } from "express";
import { rateLimit } from "express-rate-limit";
import { Problem } from "./problem.ts";

/** Bounds how many requests one address makes. */
export function requestRateLimit(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    handler: () => {
      throw new Problem("too-many-requests", `This service answers ${perMinute} requests a minute to one address.`);
    },
  });
}
