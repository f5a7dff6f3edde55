import type { RequestHandler } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import { shownCredential } from "./identify.ts";
import { Problem } from "./problem.ts";

/** Bounds how many requests one reader makes: an organisation that has shown a token of ours, otherwise an address. */
export function requestRateLimit(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    keyGenerator: ({ ip = "" }, { locals }) => shownCredential(locals)?.organisation ?? ipKeyGenerator(ip),
    handler: () => {
      throw new Problem("too-many-requests", `This service answers ${perMinute} requests a minute to one reader.`);
    },
  });
}
