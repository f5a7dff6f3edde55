import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { RequestHandler } from "express";
import type { Logger } from "pino";
import { pinoHttp } from "pino-http";

/** Gives every request an id and logs how it was answered: no bodies, no headers, no query. */
export function requestLog(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    // Never the caller's own: what stands in a log must not be chosen by whoever is logged.
    genReqId: (_request, response) => {
      const id = randomUUID();
      response.setHeader("x-request-id", id);
      return id;
    },
    // Or the library would first list headers and more of each request, for nobody.
    wrapSerializers: false,
    serializers: {
      req: ({ id, method, url }: { id: string; method: string; url: string }) => ({
        id,
        method,
        path: url.split("?")[0],
      }),
      // Whoever hung up before was answered with nothing.
      res: ({ headersSent, statusCode }: ServerResponse) => ({ status: headersSent ? statusCode : null }),
    },
    customLogLevel: (_request, response, error) => {
      if (response.statusCode >= 500 || error) return "error";
      return response.statusCode >= 400 ? "info" : "debug";
    },
  });
}
