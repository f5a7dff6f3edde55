import type { RequestHandler } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import type { Logger } from "pino";
import { shownCredential } from "./identify.ts";
import { Problem } from "./problem.ts";

/**
 * Bounds how many requests one reader makes: an organisation that has shown a token of ours, otherwise an address.
 * @param except Paths below this one are not counted.
 */
export function requestRateLimit(perMinute: number, { except }: { except?: string } = {}): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    // Whether a proxy is to be believed is a setting of ours, with a warning of its own.
    validate: { xForwardedForHeader: false },
    skip: ({ path }) => except !== undefined && (path === except || path.startsWith(`${except}/`)),
    keyGenerator: ({ ip = "" }, { locals }) => shownCredential(locals)?.organisation ?? ipKeyGenerator(ip),
    handler: () => {
      throw new Problem("too-many-requests", `This service answers ${perMinute} requests a minute to one reader.`);
    },
  });
}

/** Tells the operator once of a proxy that nobody has named: all its readers share the limits of one. */
export function warnOfProxy(logger: Logger): RequestHandler {
  let told = false;
  return ({ headers, socket }, _response, next) => {
    if (!told && headers["x-forwarded-for"] !== undefined) {
      told = true;
      logger.warn(
        { proxy: socket.remoteAddress },
        "a request came through a proxy: name it in YTTERBY_TRUSTED_PROXIES, or all its readers share the limits of one",
      );
    }
    next();
  };
}
