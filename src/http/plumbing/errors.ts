import type { ErrorRequestHandler, RequestHandler } from "express";
import { RpcError } from "../../rpc/rpc-error.ts";
import { IndexerHaltedError } from "../../store/index-standing.ts";
import { isStoreUnavailable } from "../../store/store-unavailable.ts";
import { NothingIndexedError, StateGoneError } from "../../verify/verifier.ts";
import { Problem, problemDocument } from "./problem.ts";

const soon = { "retry-after": "1" };

/** Ends every error as a problem document. What nobody foresaw is logged, and answered without its text. */
export const answerErrors: ErrorRequestHandler = (error, request, response, next) => {
  const problem = toProblem(error);
  if (problem.status >= 500 && problem !== error) request.log.error({ err: error }, "a request could not be answered");
  // Too late for a document: breaking the connection off is the only way left to say that the answer is not whole.
  if (response.headersSent) return next(error);
  response
    .status(problem.status)
    .set(problem.headers)
    .type("application/problem+json")
    .send(JSON.stringify(problemDocument(problem, String(request.id))));
};

/** Answers an address that no route has. */
export const answerUnknownRoute: RequestHandler = (request) => {
  throw new Problem("route-not-found", `There is nothing at ${request.path.slice(0, 200)}.`);
};

/** Answers a method that an address does not take. */
export function answerOtherMethods(methods: readonly string[]): RequestHandler {
  const allow = methods.join(", ");
  return (request, response) => {
    if (request.method === "OPTIONS") {
      response.status(204).set("allow", allow).end();
      return;
    }
    throw new Problem("method-not-allowed", `This address takes ${allow}.`, { headers: { allow } });
  };
}

// What Express and its body parser throw has a `type` or a 4xx `status`.
function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof RpcError) {
    return new Problem(
      "ledger-unavailable",
      "The ledger does not answer now. What was asked of it is unsettled: neither confirmed nor refuted. Try again later.",
      { headers: soon },
    );
  }
  if (isStoreUnavailable(error)) {
    return new Problem("store-unavailable", "The database does not answer now. Try again later.", { headers: soon });
  }
  if (error instanceof IndexerHaltedError) {
    return new Problem("not-ready", `What is indexed is not settled: ${error.message}`);
  }
  if (error instanceof StateGoneError) {
    return new Problem("not-ready", `${error.message} Try again once the index has caught up.`, { headers: soon });
  }
  if (error instanceof NothingIndexedError) {
    return new Problem("not-ready", "Nothing of the ledger is indexed yet. Try again later.", { headers: soon });
  }
  const { type, status, limit } = (error ?? {}) as { type?: unknown; status?: unknown; limit?: unknown };
  if (type === "entity.too.large") return new Problem("payload-too-large", `The body is larger than ${limit} bytes.`);
  if (type === "entity.parse.failed") return new Problem("malformed-json", "The body is not well-formed JSON.");
  if (type === "charset.unsupported" || type === "encoding.unsupported") {
    return new Problem("unsupported-media-type", "The body must be sent as UTF-8, without a content encoding.");
  }
  if (typeof status === "number" && status >= 400 && status < 500) {
    return new Problem(
      "malformed-request",
      "The request cannot be read: its address, headers or length are malformed.",
    );
  }
  return new Problem(
    "internal-error",
    "The service failed to answer. The failure is in its log, under the instance's id.",
  );
}
